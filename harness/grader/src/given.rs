//! The grades in the last reports, compared with those that a command would write: each change is shown with its
//! reason before the reports are written.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use gradebook::{Gradebook, StudentRecord};
use jiff::Timestamp;
use lab::course::Lab;
use marks::{Decision, LabMark, Lateness, Outcome, Points};
use serde::{Deserialize, Serialize};
use texts::Message;

use crate::exit::Usage;
use crate::marking::{Marking, SetAside};
use crate::messages::{reasons, usage};

/// The grades of a class, by the students' rows and labs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grades(BTreeMap<(i64, String), Grade>);

/// The grade of a lab, and what it is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    /// none without a grade to give
    points: Option<Points>,
    /// the digest of the files
    files: Option<String>,
    earned: Option<Points>,
    /// what lateness takes
    taken: Points,
    by_hand: Option<Decision>,
    out_of: Points,
    /// when a report first contained these points
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    at: Timestamp,
}

/// A grade that changes.
#[derive(Clone, Debug)]
pub struct Change {
    /// the student
    pub name: String,
    /// the lab
    pub lab: String,
    /// the points that count
    pub before: Option<Points>,
    /// those that would count
    pub after: Option<Points>,
    /// what makes the difference
    pub why: Message,
    /// whether it is a decision by hand, which has a reason
    pub is_decided: bool,
}

impl Change {
    /// Whether a grade in the reports goes down or disappears without a decision by hand.
    pub fn goes_down(&self) -> bool {
        self.before.is_some() && self.after < self.before && !self.is_decided
    }
}

impl Grade {
    /// The grade of a lab; none if it was not handed in.
    fn of(mark: &LabMark, files: Option<String>, at: Timestamp) -> Option<Self> {
        let Lateness { deduction, .. } = mark.lateness;
        let by_hand = mark.by_hand.as_ref().map(|by_hand| by_hand.decision);
        (mark.outcome != Outcome::Missing || by_hand.is_some()).then_some(Self {
            points: mark.points(),
            files,
            earned: mark.earned,
            taken: deduction,
            by_hand,
            out_of: mark.out_of,
            at,
        })
    }

    /// The reason why this grade changes to another.
    fn why(&self, after: Option<&Self>) -> Message {
        match after {
            None => reasons::NOT_GRADED,
            Some(after) if after.by_hand != self.by_hand => reasons::BY_HAND,
            Some(after) if after.files != self.files => reasons::SUBMISSION,
            Some(after) if after.taken != self.taken => reasons::LATENESS,
            Some(after) if after.out_of != self.out_of => reasons::OUT_OF,
            Some(_) => reasons::JUDGED_AGAIN,
        }
    }
}

impl Grades {
    /// The grades by the judgements that count.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn today<'l>(
        marking: Marking<'_>,
        labs: impl Iterator<Item = &'l Lab> + Clone,
        students: &[StudentRecord],
        set_aside: &SetAside,
    ) -> Result<Self> {
        let mut grades = Self::default();
        for record in students {
            for lab in labs.clone() {
                grades.set(record, &marking.lab(record, lab, set_aside)?);
            }
        }
        Ok(grades)
    }

    /// Sets the grade of a student's lab; removes it if the lab was not handed in.
    pub fn set(&mut self, record: &StudentRecord, mark: &LabMark) {
        let files = record.labs.get(&mark.lab).map(|submitted| submitted.digest.clone());
        let key = (record.id, mark.lab.clone());
        match Grade::of(mark, files, Timestamp::now()) {
            Some(grade) => drop(self.0.insert(key, grade)),
            None => drop(self.0.remove(&key)),
        }
    }

    /// These grades, replaced by those of `others` where there are any.
    #[must_use]
    pub fn replaced_by(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// The same grades; those that were `given` already keep their time.
    #[must_use]
    pub fn since(mut self, given: &Self) -> Self {
        for (key, grade) in &mut self.0 {
            let same = given.0.get(key).filter(|before| before.points == grade.points);
            grade.at = same.map_or(grade.at, |before| before.at);
        }
        self
    }

    /// When a report first contained a student's points for a lab.
    pub fn at(&self, student: i64, lab: &str) -> Option<Timestamp> {
        self.0.get(&(student, lab.to_owned())).map(|grade| grade.at)
    }

    /// Those that the last reports gave.
    ///
    /// # Errors
    /// When the gradebook cannot be read.
    pub fn given(book: &Gradebook) -> Result<Self> {
        let read = |(key, text): ((i64, String), String)| {
            let grade = serde_json::from_str(&text).context("reading a grade that was given")?;
            Ok((key, grade))
        };
        book.given()?.into_iter().map(read).collect::<Result<_>>().map(Self)
    }

    /// Records that reports gave these.
    ///
    /// # Errors
    /// When the gradebook cannot be written.
    pub fn give(&self, book: &Gradebook) -> Result<()> {
        let written = self.0.iter().map(|(key, grade)| {
            Ok((key.clone(), serde_json::to_string(grade).context("writing a grade")?))
        });
        book.give(&written.collect::<Result<_>>()?)
    }

    /// The changes from these grades to `after`. `reason` may know a more precise reason for one of them.
    pub fn changes(
        &self,
        after: &Self,
        students: &[StudentRecord],
        reason: impl Fn(i64, &str) -> Option<Message>,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        for record in students {
            let own = self.0.range((record.id, String::new())..(record.id + 1, String::new()));
            for ((id, lab), before) in own {
                let later = after.0.get(&(*id, lab.clone()));
                let points = later.and_then(|later| later.points);
                if before.points.is_none() || points == before.points {
                    continue;
                }
                let same_files = later.is_some_and(|later| later.files == before.files);
                let precise = reason(*id, lab).filter(|_| same_files);
                changes.push(Change {
                    name: record.student.name.clone(),
                    lab: lab.clone(),
                    before: before.points,
                    after: points,
                    why: precise.unwrap_or_else(|| before.why(later)),
                    is_decided: later.and_then(|later| later.by_hand) != before.by_hand,
                });
            }
        }
        changes
    }
}

/// Refuses grades that go down, unless `yes` is set.
///
/// # Errors
/// How many do.
pub fn confirmed(changes: &[Change], yes: bool) -> Result<(), Usage> {
    let down = changes.iter().filter(|change| change.goes_down()).count();
    if down > 0 && !yes { Err(Usage(usage::goes_down(down))) } else { Ok(()) }
}
