//! `grader regrade`: after a check was mended. Every work of the gradebook is judged with the suite of
//! today, without compiling anything again; whose grade would change, and by how much, is shown first.
//! The old judgements stay beside the new ones.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use engine::Lang;

use crate::batch::Batch;
use crate::cli::{Exit, RegradeOptions};
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
pub fn run(options: &RegradeOptions, lang: Lang) -> Result<Exit> {
    let ready = Ready::get(&options.place, lang)?;
    let terms = ready.terms(lang);
    let seed = ready.book.setting("seed", &fastrand::u64(..).to_string())?;
    let seed = seed.parse().context("the seed")?;
    let builds = options.place.out.join("builds");
    let class = ready.book.class()?;
    let mut before = BTreeMap::new();
    for row in &class {
        for (lab, digest) in &row.works {
            if let Some(judgement) = ready.book.latest(digest, lab)? {
                before.insert((row.id, lab.clone()), judgement.hundredths);
            }
        }
    }
    let batch = Batch::new(&terms, &ready.book, &ready.machine, builds, seed, 0);
    let works: Vec<(String, String)> = class
        .iter()
        .flat_map(|row| row.works.iter().map(|(lab, digest)| (lab.clone(), digest.clone())))
        .filter(|(lab, _)| ready.workshop.bench(lab).is_some())
        .collect();
    let aside = batch.again(&works, run::jobs(&options.place))?;
    let mut changes = Vec::new();
    for row in &class {
        for (lab, digest) in &row.works {
            let Some(bench) = ready.workshop.bench(lab) else { continue };
            let after = ready.book.judgement(&terms.key(bench, digest))?;
            let before = before.get(&(row.id, lab.clone()));
            if let (Some(after), Some(before)) = (after, before)
                && after.hundredths != *before
            {
                let name = row.student.name.clone();
                let (before, after) = (*before, after.hundredths);
                changes.push(Change { name, lab: lab.clone(), before, after });
            }
        }
    }
    print!("{}", Words(lang).changes(&changes, options.apply));
    if options.apply {
        run::report(&terms, &ready.book, &options.place.out, &aside, &[], &BTreeMap::new())?;
    }
    ready.book.close()?;
    Ok(if aside.is_empty() { Exit::Graded } else { Exit::Ours })
}
