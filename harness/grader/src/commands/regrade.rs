//! `grader regrade`: after a check was fixed. Everything in the gradebook is judged with the suites of
//! today, without compiling anything again; whose grade would change, and by how much, is shown first.
//! The old judgements stay beside the new ones, and count until the regrade is applied.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use engine::outcome::Outcome as CheckOutcome;
use gradebook::{Judgement, StudentRecord};
use lab::course::Course;
use marks::Outcome;
use texts::Message;

use crate::batch::Batch;
use crate::exit::Exit;
use crate::given::{self, Change, Grades};
use crate::marking::{Marking, SetAside};
use crate::messages::reasons;
use crate::options::RegradeOptions;
use crate::ready::{self, Ready};
use crate::reporting::{self, Given, Reader};
use crate::settings::Settings;
use crate::summary;

/// `grader regrade`.
///
/// # Errors
/// A grade that would go down without `--yes`, and those of [`Ready::get`].
pub fn run(
    options: &RegradeOptions,
    course: Course,
    settings: &Settings,
    reader: Reader,
) -> Result<Exit> {
    let lang = reader.lang;
    let out = &options.grading.out;
    ready::existing(out)?.close()?;
    let ready = Ready::get(&options.grading, course, lang)?;
    let students = ready.book.students()?;
    let submitted = submitted(&ready, &students);
    let batch = Batch::new(&ready, out.join("builds"))?;
    let set_aside = batch.judge_again(&submitted, ready::jobs(&options.grading))?;
    let changes = changes(&ready, &students, &set_aside)?;
    if options.apply {
        if changes.iter().any(Change::goes_down) && !options.yes {
            print!("{}", summary::changed(&changes, lang));
        }
        given::confirmed(&changes, options.yes)?;
        for (lab, digest) in &submitted {
            let key = ready.key(ready.prepared.lab(lab)?, digest);
            ready.book.make_counting(ready.book.key(&key)?)?;
        }
        settings.keep(&ready.book)?;
        let class = reporting::class(&ready, reader, settings);
        let before = Grades::given(&ready.book)?;
        let grades = counting(&ready, &students, &set_aside)?.since(&before);
        let given = Given { grades: &grades, set_aside: &set_aside };
        reporting::report(&ready, class, out, given, &[], &BTreeMap::new())?;
        grades.give(&ready.book)?;
    }
    print!("{}", summary::changes(&changes, options.apply, lang));
    ready.book.close()?;
    Ok(if set_aside.is_empty() { Exit::Graded } else { Exit::Ours })
}

/// What counts of every student for the labs that are graded: lab and digest, each once.
fn submitted(ready: &Ready, students: &[StudentRecord]) -> Vec<(String, String)> {
    let graded: BTreeSet<&str> =
        ready.prepared.labs.iter().map(|prepared| prepared.lab.name.as_str()).collect();
    let labs = students.iter().flat_map(|record| &record.labs);
    let submitted: BTreeSet<(String, String)> = labs
        .filter(|(lab, _)| graded.contains(lab.as_str()))
        .map(|(lab, submitted)| (lab.clone(), submitted.digest.clone()))
        .collect();
    submitted.into_iter().collect()
}

/// The grades by the judgements that count.
fn counting(ready: &Ready, students: &[StudentRecord], set_aside: &SetAside) -> Result<Grades> {
    let marking = Marking { book: &ready.book, course: &ready.course };
    let labs = ready.prepared.labs.iter().map(|prepared| &prepared.lab);
    Grades::today(marking, labs, students, set_aside)
}

/// The changes from the grades in the reports to those under the current suites and settings. Where no report has
/// a grade, the judgement that counts is compared.
fn changes(ready: &Ready, students: &[StudentRecord], set_aside: &SetAside) -> Result<Vec<Change>> {
    let book = &ready.book;
    let marking = Marking { book, course: &ready.course };
    let mut after = counting(ready, students, set_aside)?;
    let before = after.clone().replaced_by(Grades::given(book)?);
    let mut reasons = BTreeMap::new();
    for record in students {
        for prepared in &ready.prepared.labs {
            let lab = &prepared.lab;
            let Some(submitted) = record.labs.get(&lab.name) else { continue };
            let today = book.judgement(book.key(&ready.key(prepared, &submitted.digest))?)?;
            let counting = book.counting(&lab.name, &submitted.digest)?;
            let (Some(today), Some(counting)) = (today, counting) else { continue };
            if let Some(reason) = why(&counting, &today) {
                reasons.insert((record.id, lab.name.clone()), reason);
            }
            after.set(record, &marking.judged(record, lab, today)?);
        }
    }
    let reason = |id, lab: &str| reasons.get(&(id, lab.to_owned())).cloned();
    Ok(before.changes(&after, students, reason))
}

/// The checks that pass in one of two judgements only, if there are any.
fn why(before: &Judgement, after: &Judgement) -> Option<Message> {
    let [old, new] = [before, after].map(passing);
    let names = |checks: Vec<&&str>| match &checks[..] {
        [] => "–".to_owned(),
        checks => checks.iter().map(|id| **id).collect::<Vec<_>>().join(", "),
    };
    let lost: Vec<&&str> = old.difference(&new).collect();
    let gained: Vec<&&str> = new.difference(&old).collect();
    let differ = !lost.is_empty() || !gained.is_empty();
    differ.then(|| reasons::checks(names(lost), names(gained)))
}

/// The checks that passed.
fn passing(judgement: &Judgement) -> BTreeSet<&str> {
    let Outcome::Judged { checks, .. } = &judgement.outcome else { return BTreeSet::new() };
    let passed = checks.iter().filter(|check| check.outcome == CheckOutcome::Passed);
    passed.map(|check| check.id.as_str()).collect()
}
