//! `grader regrade`: after a check was fixed. Everything in the gradebook is judged with the suites of
//! today, without compiling anything again; whose grade would change, and by how much, is shown first.
//! The old judgements stay beside the new ones, and count until the regrade is applied.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use gradebook::StudentRecord;
use lab::course::Course;

use crate::batch::Batch;
use crate::exit::Exit;
use crate::marking::Marking;
use crate::options::RegradeOptions;
use crate::ready::{self, Ready};
use crate::reporting::{self, Reader};
use crate::summary::{self, Change};

/// `grader regrade`.
///
/// # Errors
/// Those of [`Ready::get`].
pub fn run(options: &RegradeOptions, course: Course, reader: Reader) -> Result<Exit> {
    let lang = reader.lang;
    let out = &options.grading.out;
    ready::existing(out)?.close()?;
    let ready = Ready::get(&options.grading, course, lang)?;
    let students = ready.book.students()?;
    let submitted = submitted(&ready, &students);
    let batch = Batch::new(&ready, out.join("builds"))?;
    let set_aside = batch.judge_again(&submitted, ready::jobs(&options.grading))?;
    let changes = changes(&ready, &students)?;
    if options.apply {
        for (lab, digest) in &submitted {
            let key = ready.key(ready.prepared.lab(lab)?, digest);
            ready.book.make_counting(ready.book.key(&key)?)?;
        }
        reporting::report(&ready, reader, out, &set_aside, &[], &BTreeMap::new())?;
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

/// Whose grade is another with the suites of today, lateness and changes by hand considered.
fn changes(ready: &Ready, students: &[StudentRecord]) -> Result<Vec<Change>> {
    let book = &ready.book;
    let marking = Marking { book, course: &ready.course };
    let mut changes = Vec::new();
    for record in students {
        for prepared in &ready.prepared.labs {
            let lab = &prepared.lab;
            let Some(submitted) = record.labs.get(&lab.name) else { continue };
            let today = book.judgement(book.key(&ready.key(prepared, &submitted.digest))?)?;
            let counting = book.counting(&lab.name, &submitted.digest)?;
            let (Some(today), Some(counting)) = (today, counting) else { continue };
            let before = marking.judged(record, lab, counting)?.points();
            let after = marking.judged(record, lab, today)?.points();
            if before != after {
                let name = record.student.name.clone();
                changes.push(Change { name, lab: lab.name.clone(), before, after });
            }
        }
    }
    Ok(changes)
}
