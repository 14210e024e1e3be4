//! The same verdicts with every seed, while the machine is kept busy.

use std::hint::spin_loop;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::Result;
use engine::database::Kind;
use engine::verdict::Verdict;
use lab::course::Lab;

use crate::{cargo, seeds};

/// Runs the solution of `lab` with so many seeds while every core has other work to do, and names
/// the runs in which some check does not pass.
///
/// # Errors
/// When the judge itself fails.
pub fn differences(lab: &Lab, runs: u64) -> Result<Vec<String>> {
    let judge = cargo::executable(&format!("suite-{}", lab.name))?;
    let solution = cargo::executable(&format!("solution-{}", lab.name))?;
    busy(|| {
        let mut differences = Vec::new();
        for seed in 0..runs {
            for (check, evidence) in seeds::judged(&judge, &solution, seed, Kind::Sqlite)? {
                if check.verdict != Verdict::Passed {
                    let why = evidence.map(|evidence| evidence.sentence).unwrap_or_default();
                    let diff = check.diff.unwrap_or_default();
                    differences.push(format!("seed {seed} fails {}: {why}\n{diff}", check.id));
                    break;
                }
            }
        }
        Ok(differences)
    })
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
