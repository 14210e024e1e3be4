//! Work on many things at the same time.

use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::Result;

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
    fn the_order_is_kept_and_an_error_is_returned() {
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
