//! The class as a whole: what is kept of every student, and the page made of it.

mod histogram;
mod page;
mod row;
mod wrong;

use std::collections::BTreeSet;

use engine::verdict::Verdict;

pub use page::page;
pub use row::{Cell, Row, RowLab};
use wrong::Wrong;

use super::feedback::short;
use super::words::Sentence;
use super::{Class, escape, is_superseded};
use crate::model::{ByHand, LabMark, Marked, Outcome};

/// Characters of a compiler's error that the class page shows.
const ERROR_CHARACTERS: usize = 200;

/// What is kept of the students: a small row each, counters, and a few words about what is out of
/// the ordinary.
#[derive(Debug, Default)]
pub struct Tally {
    /// every student that counts, in order
    pub rows: Vec<Row>,
    /// in the order of the class
    labs: Vec<LabTally>,
    build_failures: Vec<Note>,
    late: Vec<Late>,
    /// refused, replaced or set aside
    apart: Vec<Note>,
    by_hand: Vec<Change>,
}

/// The counters of one lab.
#[derive(Debug, Default)]
struct LabTally {
    /// submissions that hold it, those that do not compile included
    handed_in: u32,
    build: Times,
    judging: Times,
    checks: Vec<CheckTally>,
    /// the digests of the judges and starters, shortened: one of each unless the lab was mended
    /// between two students
    judges: BTreeSet<String>,
    starters: BTreeSet<String>,
}

/// The counters of one check.
#[derive(Debug, Default)]
struct CheckTally {
    passed: u32,
    wrong: Wrong,
}

/// The mean and the maximum of what something took.
#[derive(Debug, Default)]
struct Times {
    count: u64,
    sum: u64,
    most: u64,
}

/// A remark on a submission.
#[derive(Debug)]
struct Note {
    /// the student's row, when it has one
    row: Option<usize>,
    name: String,
    /// the index of the lab, when it is about one
    lab: Option<usize>,
    text: String,
}

/// A lab handed in late.
#[derive(Debug)]
struct Late {
    row: usize,
    lab: usize,
    days: u32,
    taken: u32,
}

/// A grade changed by hand.
#[derive(Debug)]
struct Change {
    row: usize,
    lab: usize,
    by_hand: ByHand,
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
    pub fn add(&mut self, class: &Class, marked: &Marked) {
        let row = (!is_superseded(marked)).then_some(self.rows.len());
        if let Some(refused) = &marked.refused {
            let text = Sentence::Refused { refused }.text(class.lang);
            self.apart.push(Note::new(row, marked, None, &text));
        }
        let Some(row) = row else { return };
        self.rows.push(Row::new(class, marked));
        for (index, head) in class.labs.iter().enumerate() {
            if let Some(lab) = marked.labs.iter().find(|lab| lab.lab == head.name) {
                self.add_lab(class, marked, row, (index, lab));
            }
        }
    }

    fn add_lab(
        &mut self,
        class: &Class,
        marked: &Marked,
        row: usize,
        (index, lab): (usize, &LabMark),
    ) {
        self.labs[index].add(class, row, index, lab);
        let note = |text: &str| Note::new(Some(row), marked, Some(index), text);
        match &lab.outcome {
            Outcome::BuildFailed { message, .. } => {
                self.build_failures.push(note(first_error(message)));
            }
            Outcome::BuildLimit { limit, .. } => {
                let text = Sentence::BuildLimit { limit }.text(class.lang);
                self.build_failures.push(note(&text));
            }
            Outcome::SetAside { why } => self.apart.push(note(why)),
            Outcome::Missing | Outcome::Judged { .. } => {}
        }
        if lab.days_late > 0 {
            self.late.push(Late { row, lab: index, days: lab.days_late, taken: lab.late });
        }
        if let Some(by_hand) = lab.by_hand.clone() {
            self.by_hand.push(Change { row, lab: index, by_hand });
        }
    }
}

impl Note {
    fn new(row: Option<usize>, marked: &Marked, lab: Option<usize>, text: &str) -> Self {
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
            Outcome::Missing | Outcome::SetAside { .. } => {}
            Outcome::BuildLimit { .. } => self.handed_in += 1,
            Outcome::BuildFailed { build, .. } => {
                self.handed_in += 1;
                self.build.add(*build);
            }
            Outcome::Judged { checks, evidence, build, judging } => {
                self.handed_in += 1;
                self.build.add(*build);
                self.judging.add(*judging);
                for (head, tally) in class.labs[index].checks.iter().zip(&mut self.checks) {
                    match checks.iter().find(|check| check.id == head.id) {
                        Some(check) if check.verdict == Verdict::Passed => tally.passed += 1,
                        Some(check) if check.verdict == Verdict::Failed => {
                            tally.wrong.add(row, check, evidence.get(&check.id));
                        }
                        _ => {}
                    }
                }
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

    fn mean(&self) -> u64 {
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
