//! A gate that calls wait at: it shows that several are under way at the same time, without a stopwatch.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Holds calls back until enough of them wait, or until the check opens it.
///
/// It opens by itself after a while, and then stays open: a server that makes its calls one after the
/// other must not wait again for each.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// how many calls open it; `None` when only the check does
    needed: Option<usize>,
    patience: Duration,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: usize,
    most: usize,
    is_open: bool,
}

impl Gate {
    /// A gate that opens as soon as `needed` calls wait at it, or after `patience`.
    pub fn of(needed: usize, patience: Duration) -> Self {
        Self::new(Some(needed), patience)
    }

    /// A gate that [`open`](Self::open) opens, or `patience`.
    pub fn closed(patience: Duration) -> Self {
        Self::new(None, patience)
    }

    fn new(needed: Option<usize>, patience: Duration) -> Self {
        let (state, changed) = (Mutex::default(), Condvar::new());
        Self(Arc::new(Shared { needed, patience, state, changed }))
    }

    /// Opens the gate.
    pub fn open(&self) {
        self.state().is_open = true;
        self.0.changed.notify_all();
    }

    /// How many calls have waited at the same time.
    pub fn most(&self) -> usize {
        self.state().most
    }

    /// Waits until the gate is open.
    pub(crate) fn wait(&self) {
        let mut state = self.state();
        state.waiting += 1;
        state.most = state.most.max(state.waiting);
        if self.0.needed.is_some_and(|needed| state.waiting >= needed) {
            state.is_open = true;
            self.0.changed.notify_all();
        }
        let closed = |state: &mut State| !state.is_open;
        let waited = self.0.changed.wait_timeout_while(state, self.0.patience, closed);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        state.is_open = true;
        self.0.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::Gate;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn it_opens_when_enough_calls_wait() {
        let gate = Gate::of(3, LONG);
        thread::scope(|scope| (0..3).for_each(|_| drop(scope.spawn(|| gate.wait()))));
        assert_eq!(gate.most(), 3);
    }

    #[test]
    fn once_it_has_opened_by_itself_it_stays_open() {
        let gate = Gate::of(2, Duration::from_millis(1));
        gate.wait();
        gate.wait();
        assert_eq!(gate.most(), 1);
    }

    #[test]
    fn a_closed_one_waits_for_the_check() {
        let gate = Gate::closed(LONG);
        thread::scope(|scope| {
            scope.spawn(|| gate.wait());
            gate.open();
        });
        assert_eq!(gate.most(), 1);
    }
}
