//! What is kept of one student: a few bytes a check.

use engine::verdict::Verdict;

use crate::model::{LabMark, Marked, Outcome, Student};
use crate::report::{Class, LabHead, checks};

/// A student of the class.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// who
    pub student: Student,
    /// the folder under `students/`
    pub folder: String,
    /// in the order of the class
    pub labs: Vec<RowLab>,
}

/// One lab of a student.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowLab {
    /// the points, unless it could not be judged for a reason of ours
    pub hundredths: Option<u32>,
    /// whole days late
    pub days_late: u32,
    /// in the order of the lab
    pub cells: Vec<Cell>,
}

/// One check of a student.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// passed
    Passed,
    /// made, and failed
    Failed,
    /// could not be made against this server
    Skipped,
    /// the failure is ours
    Error,
    /// the server does not compile
    NotBuilt,
    /// nothing was handed in
    NotHandedIn,
}

impl Row {
    /// What is kept of `marked`.
    pub fn new(class: &Class, marked: &Marked) -> Self {
        let lab = |head: &LabHead| {
            let lab = marked.labs.iter().find(|lab| lab.lab == head.name);
            lab.map_or_else(|| RowLab::missing(head), |lab| RowLab::new(head, lab))
        };
        Self {
            student: marked.student.clone(),
            folder: marked.folder.clone(),
            labs: class.labs.iter().map(lab).collect(),
        }
    }

    /// The points of all labs, once all have some.
    pub fn total(&self) -> Option<u32> {
        self.labs.iter().map(|lab| lab.hundredths).sum()
    }

    /// Whether some lab has a check in this state.
    pub fn has(&self, cell: Cell) -> bool {
        self.labs.iter().any(|lab| lab.cells.contains(&cell))
    }

    /// Whether nothing at all was handed in.
    pub fn is_empty(&self) -> bool {
        self.labs.iter().flat_map(|lab| &lab.cells).all(|cell| *cell == Cell::NotHandedIn)
    }

    /// The most days that a lab is late.
    pub fn days_late(&self) -> u32 {
        self.labs.iter().map(|lab| lab.days_late).max().unwrap_or(0)
    }
}

impl RowLab {
    fn missing(head: &LabHead) -> Self {
        let cells = vec![Cell::NotHandedIn; head.checks.len()];
        Self { hundredths: Some(0), days_late: 0, cells }
    }

    fn new(head: &LabHead, lab: &LabMark) -> Self {
        let cell = |id: &str| match &lab.outcome {
            Outcome::Missing => Cell::NotHandedIn,
            Outcome::BuildFailed { .. } | Outcome::BuildLimit { .. } => Cell::NotBuilt,
            Outcome::SetAside { .. } => Cell::Error,
            Outcome::Judged { checks, .. } => {
                let check = checks.iter().find(|check| check.id == id);
                check.map_or(Cell::Skipped, |check| Cell::from(check.verdict))
            }
        };
        Self {
            hundredths: (!checks::is_open(lab)).then_some(lab.hundredths),
            days_late: lab.days_late,
            cells: head.checks.iter().map(|check| cell(&check.id)).collect(),
        }
    }
}

impl From<Verdict> for Cell {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Passed => Self::Passed,
            Verdict::Failed => Self::Failed,
            Verdict::Skipped => Self::Skipped,
            Verdict::Error => Self::Error,
        }
    }
}

impl Cell {
    /// The class in the page.
    pub fn class(self) -> &'static str {
        match self {
            Self::Passed => "p",
            Self::Failed => "f",
            Self::Skipped => "s",
            Self::Error => "e",
            Self::NotBuilt => "b",
            Self::NotHandedIn => "m",
        }
    }

    /// Legible without colour.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Passed => "✓",
            Self::Failed => "✗",
            Self::Skipped => "–",
            Self::Error => "!",
            Self::NotBuilt => "⊘",
            Self::NotHandedIn => "·",
        }
    }
}
