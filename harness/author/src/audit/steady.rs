//! The same verdicts with every seed, while the machine is kept busy.

use std::collections::BTreeSet;
use std::hint::spin_loop;
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::Result;
use engine::database::Kind;
use engine::verdict::Verdict;
use lab::course::Lab;

use super::kept;
use crate::{cargo, seeds};

/// Runs the solution of `lab` with so many seeds while every core has other work to do, and names
/// the runs in which some check does not pass. Seeds that passed before, with the same judge and
/// solution, are not tried again.
///
/// # Errors
/// When the judge itself fails.
pub fn differences(lab: &Lab, runs: u64) -> Result<Vec<String>> {
    let judge = cargo::executable(&format!("suite-{}", lab.name))?;
    let solution = seeds::Server::solution(&lab.name)?;
    let file = cargo::root().join(format!("target/audit/{}/steady.json", lab.folder));
    let key = kept::digest(&[&judge, &solution.program, &solution.files])?;
    let mut passed: BTreeSet<u64> = kept::found(&file, &key).unwrap_or_default();
    let mut differences = Vec::new();
    busy(|| {
        for seed in (0..runs).filter(|seed| !passed.contains(seed)).collect::<Vec<_>>() {
            match difference(&judge, &solution, seed)? {
                Some(difference) => differences.push(difference),
                None => {
                    passed.insert(seed);
                    kept::write(&file, &key, &passed)?;
                }
            }
        }
        Ok(differences)
    })
}

/// The first check that does not pass with this seed.
fn difference(judge: &Path, solution: &seeds::Server, seed: u64) -> Result<Option<String>> {
    let judged = seeds::judged(judge, solution, seed, Kind::Sqlite)?;
    let failed = judged.into_iter().find(|(check, _)| check.verdict != Verdict::Passed);
    Ok(failed.map(|(check, evidence)| {
        let why = evidence.map(|evidence| evidence.sentence).unwrap_or_default();
        let diff = check.diff.unwrap_or_default();
        format!("seed {seed} fails {}: {why}\n{diff}", check.id)
    }))
}

/// Tells the spinning threads to end, whatever ends the work.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Does `work` while a thread spins for every core.
fn busy<T>(work: impl FnOnce() -> T) -> T {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    spin_loop();
                }
            });
        }
        let _over = Over(&over);
        work()
    })
}
