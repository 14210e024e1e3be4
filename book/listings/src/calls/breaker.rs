//! A circuit breaker: after five failures in a row, it lets no attempt through for a while, then
//! one, which decides whether the others may follow.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

// ANCHOR: state
/// How many failures in a row open the breaker.
const MAX_FAILURES: u32 = 5;

/// The circuit breaker of one service, shared by all calls to it.
pub struct Breaker {
    open_for: Duration,
    state: Mutex<State>,
}

#[derive(Clone, Copy)]
enum State {
    /// Every attempt is let through.
    Closed { failures: u32 },
    /// No attempt is let through before this instant.
    Open { until: Instant },
    /// One attempt was let through. If nothing is known about it by then, another one is.
    HalfOpen { until: Instant },
}

/// How an attempt ended.
pub enum Outcome {
    Success,
    Failure,
}
// ANCHOR_END: state

impl Breaker {
    pub fn new(open_for: Duration) -> Self {
        Self { open_for, state: Mutex::new(State::Closed { failures: 0 }) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic leaves the state as it was, so a poisoned mutex contains a valid one.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// ANCHOR: transitions
impl Breaker {
    /// Whether an attempt may be made now.
    pub fn allows(&self) -> bool {
        let now = Instant::now();
        let mut state = self.state();
        match *state {
            State::Closed { .. } => true,
            State::Open { until } | State::HalfOpen { until } if now >= until => {
                *state = State::HalfOpen { until: now + self.open_for };
                true
            }
            State::Open { .. } | State::HalfOpen { .. } => false,
        }
    }

    /// Takes into account how an attempt ended.
    pub fn record(&self, outcome: Outcome) {
        let opened = State::Open { until: Instant::now() + self.open_for };
        let mut state = self.state();
        *state = match (*state, outcome) {
            // An attempt from before it opened: it says nothing about now.
            (State::Open { until }, _) => State::Open { until },
            (_, Outcome::Success) => State::Closed { failures: 0 },
            (State::Closed { failures }, Outcome::Failure) if failures + 1 < MAX_FAILURES => {
                State::Closed { failures: failures + 1 }
            }
            (_, Outcome::Failure) => opened,
        };
    }
}
// ANCHOR_END: transitions

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Breaker, Outcome};

    const AN_HOUR: Duration = Duration::from_secs(3600);

    /// A breaker that has just opened.
    fn open(open_for: Duration) -> Breaker {
        let breaker = Breaker::new(open_for);
        (0..5).for_each(|_| breaker.record(Outcome::Failure));
        breaker
    }

    #[test]
    fn five_failures_in_a_row_open_it() {
        let breaker = Breaker::new(AN_HOUR);
        (0..4).for_each(|_| breaker.record(Outcome::Failure));
        breaker.record(Outcome::Success);
        (0..4).for_each(|_| breaker.record(Outcome::Failure));
        assert!(breaker.allows());
        breaker.record(Outcome::Failure);
        assert!(!breaker.allows());
    }

    #[test]
    fn a_success_of_an_attempt_from_before_it_opened_does_not_close_it() {
        let breaker = open(AN_HOUR);
        breaker.record(Outcome::Success);
        assert!(!breaker.allows());
    }

    #[test]
    fn one_success_after_the_time_closes_it() {
        let breaker = open(Duration::ZERO);
        assert!(breaker.allows());
        breaker.record(Outcome::Success);
        (0..4).for_each(|_| breaker.record(Outcome::Failure));
        assert!(breaker.allows());
    }

    #[test]
    fn one_failure_after_the_time_opens_it_again() {
        let breaker = Breaker { open_for: AN_HOUR, ..open(Duration::ZERO) };
        assert!(breaker.allows());
        assert!(!breaker.allows(), "only one attempt is let through");
        breaker.record(Outcome::Failure);
        assert!(!breaker.allows());
    }
}
