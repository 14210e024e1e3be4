//! As many workers as jobs are asked for, each with a slot of its own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::Result;
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
    let next = AtomicUsize::new(0);
    let first_error: Mutex<Option<anyhow::Error>> = Mutex::new(None);
    let work = |number: usize| -> Result<()> {
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
