//! What is kept of a class while its students are written, one after the other.

use std::collections::BTreeSet;

use engine::verdict::Verdict;
use marks::{LabMark, Lateness, Outcome, Override, Points, StudentMarks};
use submission::Refused;

use crate::class::Class;
use crate::feedback::short;
use crate::messages;
use crate::row::Row;
use crate::wrong::Wrong;
use crate::{checks, escape};

/// Characters of a compiler's error that the class page shows.
const ERROR_CHARACTERS: usize = 200;

/// What is kept of the students: a small row each, counters, and a few words about what is out of
/// the ordinary.
#[derive(Debug, Default)]
pub struct Tally {
    /// every student that counts, in order
    pub rows: Vec<Row>,
    /// in the order of the class
    pub labs: Vec<LabTally>,
    pub build_failures: Vec<Note>,
    pub late: Vec<Late>,
    /// refused, replaced or set aside
    pub apart: Vec<Note>,
    pub by_hand: Vec<Change>,
    /// what was decided about a submission and may be wrong
    pub flags: Vec<Note>,
}

/// The counters of one lab.
#[derive(Debug, Default)]
pub struct LabTally {
    /// submissions that hold it, those that do not compile included
    pub handed_in: u32,
    pub build: Times,
    pub judging: Times,
    pub checks: Vec<CheckTally>,
    /// the digests of the judges and starters, shortened: one of each unless the lab was changed
    /// between two students
    pub judges: BTreeSet<String>,
    pub starters: BTreeSet<String>,
}

/// The counters of one check.
#[derive(Debug, Default)]
pub struct CheckTally {
    pub passed: u32,
    pub wrong: Wrong,
}

/// The mean and the maximum of what something took.
#[derive(Debug, Default)]
pub struct Times {
    pub count: u64,
    pub sum: u64,
    pub most: u64,
}

/// A remark on a submission.
#[derive(Debug)]
pub struct Note {
    /// the student's row, when it has one
    pub row: Option<usize>,
    pub name: String,
    /// the index of the lab, when it is about one
    pub lab: Option<usize>,
    pub text: String,
}

/// A lab handed in late.
#[derive(Debug)]
pub struct Late {
    pub row: usize,
    pub lab: usize,
    pub days: u32,
    pub taken: Points,
}

/// A grade changed by hand.
#[derive(Debug)]
pub struct Change {
    pub row: usize,
    pub lab: usize,
    pub by_hand: Override,
}

impl Tally {
    /// That of a class without students.
    pub fn new(class: &Class) -> Self {
        let checks = |count| (0..count).map(|_| CheckTally::default()).collect();
        let labs = class.labs.iter().map(|lab| lab.checks.len());
        let labs = labs.map(|count| LabTally { checks: checks(count), ..LabTally::default() });
        Self { labs: labs.collect(), ..Self::default() }
    }

    /// Counts a student in.
    pub fn add(&mut self, class: &Class, marked: &StudentMarks) {
        let row = (!is_superseded(marked)).then_some(self.rows.len());
        if let Some(refused) = &marked.refused {
            let text = messages::refused(refused).text(class.lang);
            self.apart.push(Note::new(row, marked, None, &text));
        }
        let Some(row) = row else { return };
        self.rows.push(Row::new(class, marked));
        for flag in &marked.flags {
            let text = messages::doubt(&flag.doubt, |lab| class.title(lab)).text(class.lang);
            let lab = class.labs.iter().position(|head| head.name == flag.lab);
            self.flags.push(Note::new(Some(row), marked, lab, &text));
        }
        for (index, head) in class.labs.iter().enumerate() {
            if let Some(lab) = marked.labs.iter().find(|lab| lab.lab == head.name) {
                self.add_lab(class, marked, row, (index, lab));
            }
        }
    }

    fn add_lab(
        &mut self,
        class: &Class,
        marked: &StudentMarks,
        row: usize,
        (index, lab): (usize, &LabMark),
    ) {
        self.labs[index].add(class, row, index, lab);
        let note = |text: &str| Note::new(Some(row), marked, Some(index), text);
        match &lab.outcome {
            Outcome::BuildFailed { refused, .. } if !refused.is_empty() => {
                let text = manifest::headline(refused).text(class.lang);
                self.build_failures.push(note(&text));
            }
            Outcome::BuildFailed { message, .. } => {
                self.build_failures.push(note(first_error(message)));
            }
            Outcome::BuildLimit { limit } => {
                let text = messages::build_limit(*limit).text(class.lang);
                self.build_failures.push(note(&text));
            }
            Outcome::SetAside { why } => self.apart.push(note(why)),
            Outcome::Missing
            | Outcome::Unread
            | Outcome::Incomplete { .. }
            | Outcome::Judged { .. } => {}
        }
        let Lateness { days, deduction } = lab.lateness;
        if days > 0 {
            self.late.push(Late { row, lab: index, days, taken: deduction });
        }
        if let Some(by_hand) = lab.by_hand.clone() {
            self.by_hand.push(Change { row, lab: index, by_hand });
        }
    }
}

/// Whether a later submission of the same student counts instead.
pub fn is_superseded(marked: &StudentMarks) -> bool {
    matches!(marked.refused, Some(Refused::Superseded { .. }))
}

impl Note {
    fn new(row: Option<usize>, marked: &StudentMarks, lab: Option<usize>, text: &str) -> Self {
        let text = escape::line(text.trim()).chars().take(2 * ERROR_CHARACTERS).collect();
        Self { row, name: escape::line(&marked.student.name), lab, text }
    }
}

impl LabTally {
    fn add(&mut self, class: &Class, row: usize, index: usize, lab: &LabMark) {
        if let Some(provenance) = &lab.provenance {
            self.judges.insert(short(&provenance.suite));
            self.starters.insert(short(&provenance.starter));
        }
        match &lab.outcome {
            Outcome::Missing
            | Outcome::Unread
            | Outcome::Incomplete { .. }
            | Outcome::SetAside { .. } => {}
            Outcome::BuildLimit { .. } => self.handed_in += 1,
            Outcome::BuildFailed { build, .. } => {
                self.handed_in += 1;
                self.build.add(*build);
            }
            Outcome::Judged { build, judging, .. } => {
                self.handed_in += 1;
                self.build.add(*build);
                self.judging.add(*judging);
                self.add_checks(class, row, index, lab);
            }
        }
    }

    fn add_checks(&mut self, class: &Class, row: usize, index: usize, lab: &LabMark) {
        let judged = checks::judged(lab, class.lang);
        for (head, tally) in class.labs[index].checks.iter().zip(&mut self.checks) {
            match judged.iter().find(|(check, _)| check.id == head.id) {
                Some((check, _)) if check.verdict == Verdict::Passed => tally.passed += 1,
                Some((check, evidence)) if check.verdict == Verdict::Failed => {
                    tally.wrong.add(row, check, evidence.as_ref());
                }
                _ => {}
            }
        }
    }
}

impl Times {
    fn add(&mut self, milliseconds: u64) {
        self.count += 1;
        self.sum += milliseconds;
        self.most = self.most.max(milliseconds);
    }

    pub fn mean(&self) -> u64 {
        self.sum.checked_div(self.count).unwrap_or(0)
    }
}

/// The line of rustc's messages that says what is wrong.
fn first_error(message: &str) -> &str {
    let mut lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.clone().next().unwrap_or_default();
    lines.find(|line| line.starts_with("error")).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::first_error;

    #[test]
    fn an_error_is_told_by_its_first_line() {
        let message = "warning: unused\n  --> a\n\nerror[E0382]: moved\nerror: other";
        assert_eq!(first_error(message), "error[E0382]: moved");
        assert_eq!(first_error("killed"), "killed");
        assert_eq!(first_error(""), "");
    }
}
