//! What is kept of one student: a few bytes a check.

use engine::verdict::Verdict;
use marks::{LabMark, Outcome, Points, StudentMarks};
use submission::Student;

use crate::checks;
use crate::class::{Class, LabHead};
use crate::escape::segment;

/// In the place of a grade that may not be zero.
const UNKNOWN: &str = "?";

/// A student of the class.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// who
    pub student: Student,
    /// the folder under `students/`
    pub folder: String,
    /// in the order of the class
    pub labs: Vec<RowLab>,
    /// whether a person should look at it before the grade is given
    pub is_flagged: bool,
}

/// One lab of a student.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowLab {
    /// the points that count; `None` without a grade
    pub points: Option<Points>,
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
    /// it could not be read, or nothing works without files that are missing, so that it has no grade
    NoGrade,
    /// nothing was handed in
    NotHandedIn,
}

impl Row {
    /// What is kept of `marked`.
    pub fn new(class: &Class, marked: &StudentMarks) -> Self {
        let lab = |head: &LabHead| {
            let lab = marked.labs.iter().find(|lab| lab.lab == head.name);
            lab.map_or_else(|| RowLab::missing(head), |lab| RowLab::new(class, head, lab))
        };
        Self {
            student: marked.student.clone(),
            folder: marked.folder.clone(),
            labs: class.labs.iter().map(lab).collect(),
            is_flagged: !marked.flags.is_empty() || marked.refused.is_some(),
        }
    }

    /// The points of all labs, once all have some.
    pub fn total(&self) -> Option<Points> {
        self.labs.iter().map(|lab| lab.points).sum()
    }

    /// What `grades.csv` says of the total: as long as it is unknown, a question mark; nothing when nothing was
    /// handed in, or something could not be judged.
    pub fn total_cell(&self) -> String {
        match self.total() {
            _ if self.is_empty() => String::new(),
            Some(total) => total.to_string(),
            None if self.has(Cell::NoGrade) => UNKNOWN.to_owned(),
            None => String::new(),
        }
    }

    /// Whether some lab has a check in this state.
    pub fn has(&self, cell: Cell) -> bool {
        self.labs.iter().any(|lab| lab.cells.contains(&cell))
    }

    /// Whether nothing at all was handed in.
    pub fn is_empty(&self) -> bool {
        self.labs.iter().flat_map(|lab| &lab.cells).all(|cell| *cell == Cell::NotHandedIn)
    }

    /// Where the student's feedback is, from the class page.
    pub fn url(&self) -> String {
        format!("students/{}/feedback.html", segment(&self.folder))
    }

    /// The most days that a lab is late.
    pub fn days_late(&self) -> u32 {
        self.labs.iter().map(|lab| lab.days_late).max().unwrap_or(0)
    }
}

impl RowLab {
    /// The points to give: none when nothing was handed in.
    pub fn given(&self) -> Option<Points> {
        let is_missing = self.cells.first() == Some(&Cell::NotHandedIn);
        self.points.filter(|points| !is_missing || *points > Points::default())
    }

    /// What `grades.csv` says of the lab: its points; a question mark when they are unknown; nothing when it was
    /// not handed in, or could not be judged.
    pub fn cell(&self) -> String {
        match self.given() {
            Some(points) => points.to_string(),
            None if self.cells.first() == Some(&Cell::NoGrade) => UNKNOWN.to_owned(),
            None => String::new(),
        }
    }

    fn missing(head: &LabHead) -> Self {
        let cells = vec![Cell::NotHandedIn; head.checks.len()];
        Self { points: Some(Points::default()), days_late: 0, cells }
    }

    fn new(class: &Class, head: &LabHead, lab: &LabMark) -> Self {
        let judged = checks::judged(lab, class.lang);
        let cell = |id: &str| match &lab.outcome {
            Outcome::Missing => Cell::NotHandedIn,
            Outcome::Unread | Outcome::Incomplete { .. } => Cell::NoGrade,
            Outcome::BuildFailed { .. } | Outcome::BuildLimit { .. } => Cell::NotBuilt,
            Outcome::SetAside { .. } => Cell::Error,
            Outcome::Judged { .. } => {
                let check = judged.iter().find(|(check, _)| check.id == id);
                check.map_or(Cell::Skipped, |(check, _)| Cell::from(check.verdict))
            }
        };
        Self {
            points: lab.points(),
            days_late: lab.lateness.days,
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
            Self::NoGrade => "i",
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
            Self::NoGrade => "?",
            Self::NotHandedIn => "·",
        }
    }
}
