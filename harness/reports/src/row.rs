//! What is kept of one student: a few bytes a check.

use std::collections::BTreeSet;

use engine::Lang;
use engine::verdict::Verdict;
use jiff::Timestamp;
use marks::{Absence, LabMark, Outcome, Points, StudentMarks};
use submission::{Contact, Student};
use texts::Message;

use crate::class::{Class, LabHead};
use crate::escape::segment;
use crate::messages::labels;
use crate::{checks, number};

/// In the place of a grade that may not be zero.
const UNKNOWN: &str = "?";

/// What pages and the terminal show where `grades.csv` has an empty cell.
const NOT_HANDED_IN: &str = "·";
const NOT_JUDGED: &str = "–";

/// The signs in the place of points that a class has, each with its meaning.
pub fn signs<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<(&'static str, Message)> {
    let meanings = [
        (NOT_HANDED_IN, labels::NOT_HANDED_IN),
        (UNKNOWN, labels::NO_GRADE),
        (NOT_JUDGED, labels::NOT_JUDGED),
        (Absence::Unjustified.code(), labels::ABSENT),
        (Absence::Justified.code(), labels::EXCUSED),
        (BY_HAND, labels::BY_HAND_ONE),
        (FLAGGED, labels::FLAGS),
    ];
    let mut present = BTreeSet::new();
    for row in rows {
        present.extend(row.labs.iter().map(|lab| lab.shown(Lang::En)));
        let by_hand = row.labs.iter().any(|lab| lab.is_by_hand);
        present.extend(by_hand.then(|| BY_HAND.to_owned()));
        present.extend(row.is_flagged.then(|| FLAGGED.to_owned()));
    }
    meanings.into_iter().filter(|(sign, _)| present.contains(*sign)).collect()
}

/// The sign of points that were changed by hand.
pub const BY_HAND: &str = "✎";

/// Where the feedback of a student's folder is, from the class page.
pub fn feedback_url(folder: &str) -> String {
    format!("students/{}/feedback.html", segment(folder))
}

/// The sign of a student whose submission the instructor should check.
pub const FLAGGED: &str = "!";

/// A student of the class.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// who
    pub student: Student,
    /// what else the list of the class says
    pub contact: Contact,
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
    /// an absence in the place of points
    pub absence: Option<Absence>,
    /// what the lab is worth
    pub out_of: Points,
    /// when it was handed in, as far as that is known
    pub handed_in: Option<Timestamp>,
    /// when it had to be, an extension considered
    pub deadline: Option<Timestamp>,
    /// whether the student was given more time
    pub is_extended: bool,
    /// when a report first contained these points
    pub given_at: Option<Timestamp>,
    /// whether the points were changed by hand
    pub is_by_hand: bool,
    /// whole days late
    pub days_late: u32,
    /// Moodle's number of the student in the assignment of the lab
    pub participant: Option<String>,
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
            contact: marked.contact.clone(),
            folder: marked.folder.clone(),
            labs: class.labs.iter().map(lab).collect(),
            is_flagged: !marked.flags.is_empty() || marked.refused.is_some(),
        }
    }

    /// The points of all labs that count, once all have some.
    pub fn total(&self) -> Option<Points> {
        self.counting().map(|lab| lab.points).sum()
    }

    /// What the labs that count are worth together: a lab from which the student was excused does not count.
    pub fn out_of(&self) -> Points {
        self.counting().map(|lab| lab.out_of).sum()
    }

    fn counting(&self) -> impl Iterator<Item = &RowLab> {
        self.labs.iter().filter(|lab| lab.absence != Some(Absence::Justified))
    }

    /// What `grades.csv` says of the total: the code of an absence without a reason; as long as it is unknown, a
    /// question mark; nothing when nothing was handed in, or something could not be judged.
    pub fn total_cell(&self) -> String {
        if self.labs.iter().any(|lab| lab.absence == Some(Absence::Unjustified)) {
            return Absence::Unjustified.code().to_owned();
        }
        if !self.labs.is_empty() && self.counting().next().is_none() {
            return Absence::Justified.code().to_owned();
        }
        match self.total() {
            _ if self.is_empty() => String::new(),
            Some(total) => total.to_string(),
            None if self.has(Cell::NoGrade) => UNKNOWN.to_owned(),
            None => String::new(),
        }
    }

    /// What pages and the terminal show of the total.
    pub fn total_shown(&self, lang: Lang) -> String {
        match self.total_cell() {
            cell if !cell.is_empty() => number::localised(&cell, lang),
            _ if self.is_empty() => NOT_HANDED_IN.to_owned(),
            _ => NOT_JUDGED.to_owned(),
        }
    }

    /// Whether some lab has a check in this state.
    pub fn has(&self, cell: Cell) -> bool {
        self.labs.iter().any(|lab| lab.cells.contains(&cell))
    }

    /// Whether nothing was handed in and there is no grade by hand.
    pub fn is_empty(&self) -> bool {
        self.labs.iter().all(|lab| lab.cell().is_empty() && lab.is_missing())
    }

    /// Where the student's feedback is, from the class page.
    pub fn url(&self) -> String {
        feedback_url(&self.folder)
    }

    /// The most days that a lab is late.
    pub fn days_late(&self) -> u32 {
        self.labs.iter().map(|lab| lab.days_late).max().unwrap_or(0)
    }
}

impl RowLab {
    /// The points to give: none when nothing was handed in.
    pub fn given(&self) -> Option<Points> {
        self.points.filter(|points| !self.is_missing() || *points > Points::default())
    }

    fn is_missing(&self) -> bool {
        self.cells.first() == Some(&Cell::NotHandedIn)
    }

    /// What `grades.csv` says of the lab: its points, or the code of an absence; a question mark when they are
    /// unknown; nothing when it was not handed in, or could not be judged.
    pub fn cell(&self) -> String {
        if let Some(absence) = self.absence {
            return absence.code().to_owned();
        }
        match self.given() {
            Some(points) => points.to_string(),
            None if self.cells.first() == Some(&Cell::NoGrade) => UNKNOWN.to_owned(),
            None => String::new(),
        }
    }

    /// What pages and the terminal show: as [`cell`](Self::cell), with a sign for what was not handed in and one for
    /// what could not be judged.
    pub fn shown(&self, lang: Lang) -> String {
        match self.cell() {
            cell if !cell.is_empty() => number::localised(&cell, lang),
            _ if self.is_missing() => NOT_HANDED_IN.to_owned(),
            _ => NOT_JUDGED.to_owned(),
        }
    }

    fn missing(head: &LabHead) -> Self {
        let cells = vec![Cell::NotHandedIn; head.checks.len()];
        Self {
            points: Some(Points::default()),
            absence: None,
            out_of: head.out_of,
            handed_in: None,
            deadline: None,
            is_extended: false,
            given_at: None,
            is_by_hand: false,
            days_late: 0,
            participant: None,
            cells,
        }
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
            absence: lab.absence(),
            out_of: head.out_of,
            handed_in: lab.handed_in,
            deadline: lab.deadline,
            is_extended: lab.is_extended,
            given_at: lab.given,
            is_by_hand: lab.by_hand.is_some(),
            days_late: lab.lateness.days,
            participant: lab.participant.clone(),
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
