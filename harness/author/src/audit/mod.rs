//! Whether the grader grades: what is wrong must fail the check that is there for it, what is right
//! must earn everything, whoever wrote it and however busy the machine is.
//!
//! | part | what it tries |
//! |---|---|
//! | [`faults`] | wrong servers, each the solution with a small edit declared in a [`catalogue`] |
//! | [`mutants`] | the solution with the edits of cargo-mutants |
//! | [`lookalikes`] | right servers in other languages, and the solution in other [styles](lookalikes) |
//! | [`steady`] | the solution with many seeds while both cores are busy |

pub mod catalogue;
pub mod faults;
pub mod lookalikes;
pub mod mutants;
pub mod steady;
mod table;

use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Result, ensure};
use lab::course::{Course, Lab};

use catalogue::Catalogue;
use table::Table;

/// How much of it is done.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// runs of every solution on a busy machine
    pub repetitions: u64,
    /// whether every mutant is tried, or those of lab 01 alone
    pub every_mutant: bool,
}

impl Extent {
    /// What CI does on every change: minutes.
    pub const BOUNDED: Self = Self { repetitions: 5, every_mutant: false };
    /// All of it: more than an hour.
    pub const WHOLE: Self = Self { repetitions: 500, every_mutant: true };
}

/// Audits labs, by number or name, all of them when none is given, and prints a table for each.
///
/// # Errors
/// When something is missing from the proof, after everything was tried.
pub fn run(labs: &[String], extent: Extent) -> Result<()> {
    let course = Course::find()?;
    let mut missing = 0;
    for lab in course.chosen(labs)? {
        let table = audited(lab, course.number(lab) == 1, extent)?;
        println!("{table}");
        missing += table.missing();
    }
    ensure!(missing == 0, "{missing} things are missing from the proof");
    Ok(())
}

fn audited(lab: &Lab, is_first: bool, extent: Extent) -> Result<Table> {
    let mut table = Table::new(&lab.folder);
    let checks = faults::checks(lab)?;
    let catalogue = Catalogue::of(&lab.folder)?;
    table.gaps(catalogue.gaps(&checks));
    table.row("checks", format!("{}", checks.len()));
    table.row("lines of the contract", format!("{}", catalogue.lines.len()));
    let trials = faults::trials(lab)?;
    let problems: Vec<String> = trials.iter().filter_map(faults::Trial::problem).collect();
    table.share("faults caught", trials.len() - problems.len(), trials.len(), problems);
    if extent.every_mutant || is_first {
        mutants::of(lab)?.tell(&mut table);
    } else {
        table.row("mutants caught", "not tried: --whole".to_owned());
    }
    lookalikes::of(lab)?.tell(&mut table);
    let differences = steady::differences(lab, extent.repetitions)?;
    let repetitions = usize::try_from(extent.repetitions).unwrap_or(usize::MAX);
    table.share("repetitions equal", repetitions - differences.len(), repetitions, differences);
    Ok(table)
}

/// Does `work` on every item, as many at once as there are cores, and keeps their order.
///
/// # Errors
/// The first error, after all of them are done.
pub fn side_by_side<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Result<R>)>> = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((index, item)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    items.get(index).map(|item| (index, item))
                } {
                    let outcome = work(item);
                    if let Ok(mut done) = done.lock() {
                        done.push((index, outcome));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

#[cfg(test)]
mod tests {
    use super::side_by_side;

    #[test]
    fn the_order_is_kept_and_an_error_is_told() {
        let items: Vec<u32> = (0..50).collect();
        let doubled = side_by_side(&items, |item| Ok(item * 2)).expect("no error");
        assert_eq!(doubled, (0..50).map(|item| item * 2).collect::<Vec<_>>());
        let outcome = side_by_side(&items, |item| {
            anyhow::ensure!(*item != 7, "not seven");
            Ok(())
        });
        assert_eq!(outcome.expect_err("an error").to_string(), "not seven");
    }
}
