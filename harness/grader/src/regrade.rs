//! `grader regrade`: after a check was mended. Every work of the gradebook is judged with the suite of
//! today, without compiling anything again; whose grade would change, and by how much, is shown first.
//! The old judgements stay beside the new ones, and count until the regrade is applied.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use engine::Lang;
use lab::course::Course;

use crate::batch::Batch;
use crate::cli::{Exit, RegradeOptions};
use crate::gradebook::{Gradebook, Row};
use crate::marks::Terms;
use crate::run::{self, Ready};
use crate::words::Words;

/// A grade that would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// the student
    pub name: String,
    /// the lab
    pub lab: String,
    /// in hundredths
    pub before: u32,
    /// in hundredths
    pub after: u32,
}

/// Regrades.
///
/// # Errors
/// Those of [`Ready::get`].
pub fn run(options: &RegradeOptions, course: Course, lang: Lang) -> Result<Exit> {
    let out = &options.place.out;
    run::existing(out, lang)?.close()?;
    let ready = Ready::get(&options.place, course, lang)?;
    let terms = ready.terms(lang);
    let class = ready.book.class()?;
    let works: BTreeSet<(String, String, Lang)> = class
        .iter()
        .flat_map(|row| row.works.iter().map(move |(lab, work)| (lab, &work.digest, row.lang)))
        .filter(|(lab, ..)| ready.workshop.bench(lab).is_some())
        .flat_map(|(lab, digest, reads)| {
            let languages = [Some(lang), reads].into_iter().flatten();
            languages.map(|lang| (lab.clone(), digest.clone(), lang))
        })
        .collect();
    let works = Vec::from_iter(works);
    let batch = Batch::new(&terms, &ready.book, &ready.machine, out.join("builds"), ready.seed, 0);
    let aside = batch.again(&works, run::jobs(&options.place))?;
    let changes = changes(&terms, &ready.book, &class)?;
    if options.apply {
        for (lab, digest, _) in works.iter().filter(|(.., of)| *of == lang) {
            if let Some(bench) = ready.workshop.bench(lab) {
                ready.book.count(&terms.key(bench, digest))?;
            }
        }
        run::report(&terms, &ready.book, out, &aside, &[], &BTreeMap::new())?;
    }
    print!("{}", Words(lang).changes(&changes, options.apply));
    ready.book.close()?;
    Ok(if aside.is_empty() { Exit::Graded } else { Exit::Ours })
}

/// Whose grade is another with the suites of today, lateness and changes by hand considered.
fn changes(terms: &Terms<'_>, book: &Gradebook, class: &[Row]) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for row in class {
        for bench in &terms.workshop.benches {
            let lab = &bench.lab.name;
            let Some(work) = row.works.get(lab) else { continue };
            let today = book.judgement(&terms.key(bench, &work.digest))?;
            let (Some(today), Some(counting)) = (today, book.counting(&work.digest, lab)?) else {
                continue;
            };
            let before = terms.mark(book, row, bench, Some(counting))?.hundredths;
            let after = terms.mark(book, row, bench, Some(today))?.hundredths;
            if before != after {
                let name = row.student.name.clone();
                changes.push(Change { name, lab: lab.clone(), before, after });
            }
        }
    }
    Ok(changes)
}
