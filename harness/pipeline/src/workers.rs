//! As many workers as jobs are asked for, each with a slot of its own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use sandbox::{Machine, Slot};

/// Has `one` done for each of `items` by so many workers at once. After the first error nobody begins
/// anything more.
///
/// # Errors
/// The first one.
pub fn share<T: Sync>(
    machine: &Machine,
    items: &[T],
    jobs: usize,
    one: &(impl Fn(&T, &Slot<'_>) -> Result<()> + Sync),
) -> Result<()> {
    let jobs = jobs.min(items.len());
    let next = AtomicUsize::new(0);
    let first_error: Mutex<Option<anyhow::Error>> = Mutex::new(None);
    let work = |number: usize| -> Result<()> {
        keep_to_part(number, jobs).context("keeping a worker to its processors")?;
        let slot = machine.slot(u32::try_from(number).unwrap_or(u32::MAX))?;
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            one(item, &slot)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        for number in 0..jobs {
            let (work, next, first_error) = (&work, &next, &first_error);
            scope.spawn(move || {
                if let Err(error) = work(number) {
                    next.store(usize::MAX / 2, Ordering::Relaxed);
                    let mut first = first_error.lock().unwrap_or_else(PoisonError::into_inner);
                    first.get_or_insert(error);
                }
            });
        }
    });
    let first_error = first_error.into_inner().unwrap_or_else(PoisonError::into_inner);
    first_error.map_or(Ok(()), Err)
}

/// Keeps this thread, and all that it starts, to its part of the processors. A judge makes as many checks
/// at once as it has processors for: what one submission does with its own takes none from the others,
/// whose checks have deadlines.
fn keep_to_part(number: usize, of: usize) -> Result<()> {
    let allowed = sched_getaffinity(None)?;
    let all: Vec<usize> = (0..CpuSet::MAX_CPU).filter(|one| allowed.is_set(*one)).collect();
    let mut own = CpuSet::new();
    part(&all, number, of).iter().for_each(|one| own.set(*one));
    Ok(sched_setaffinity(None, &own)?)
}

/// The part of `all` that the worker of this number has, of so many: where there are too few, several
/// workers share one.
fn part(all: &[usize], number: usize, of: usize) -> &[usize] {
    if of >= all.len() {
        let at = number % all.len().max(1);
        return all.get(at..=at).unwrap_or(all);
    }
    &all[number * all.len() / of..(number + 1) * all.len() / of]
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn workers_share_the_processors() {
        let all = [2, 3, 5, 7, 11];
        assert_eq!([0, 1].map(|number| part(&all, number, 2)), [&all[..2], &all[2..]]);
        assert_eq!([0, 1, 2].map(|n| part(&all, n, 3).len()), [1, 2, 2]);
        assert_eq!(part(&all, 0, 1), all);
        assert_eq!([0, 4, 5, 6].map(|number| part(&all, number, 7)), [[2], [11], [2], [3]]);
    }
}
