//! How many servers start at the same time: an interpreter that has to read its libraries needs a core
//! for seconds, and a dozen of them together would all be late.

use std::num::NonZero;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// The servers that are starting now.
static STARTING: Mutex<usize> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();

/// A place among the servers that are starting; it is free again when this is dropped.
#[derive(Debug)]
pub struct Place(());

impl Place {
    /// Waits for a place: there are 1.5 per core. Each is free again within the time that a server may
    /// take to start.
    pub fn take() -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let mut starting = count();
        while *starting >= cores + cores / 2 {
            starting = CHANGED.wait(starting).unwrap_or_else(PoisonError::into_inner);
        }
        *starting += 1;
        Self(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *count() -= 1;
        CHANGED.notify_one();
    }
}

fn count() -> MutexGuard<'static, usize> {
    STARTING.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::{Place, count};

    #[test]
    fn no_more_servers_start_at_once_than_there_are_places() {
        let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
        let most = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..8 * cores {
                scope.spawn(|| {
                    let _place = Place::take();
                    most.fetch_max(*count(), Ordering::Relaxed);
                });
            }
        });
        let most = most.into_inner();
        assert!((1..=cores + cores / 2).contains(&most), "{most} at once");
    }
}
