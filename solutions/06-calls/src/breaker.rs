//! A circuit breaker: after five failures in a row it lets no attempt through for a while, and then
//! one at a time until one succeeds.
//!
//! ```text
//!             five failures in a row                 the time is over
//!   closed ───────────────────────────► open ───────────────────────────► half-open
//!     ▲                                  ▲                                 │     │
//!     │                                  └─────────── a failure ───────────┘     │
//!     └──────────────────────────────── a success ───────────────────────────────┘
//! ```

// SOLUTION-BEGIN
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many failures in a row open it.
const MAX_FAILURES: u32 = 5;

/// A circuit breaker for the calls to one service.
pub struct Breaker {
    open_for: Duration,
    // Held for a few instructions and never across an `.await`: a mutex of the standard library.
    state: Mutex<State>,
}

#[derive(Clone, Copy)]
enum State {
    /// Every attempt is let through.
    Closed { failures: u32 },
    /// None is, before this instant.
    Open { until: Instant },
    /// One was let through, and has not ended.
    HalfOpen,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Success,
    Failure,
}

/// An attempt that is let through. If it is dropped before it has ended, because nobody waits for it
/// any more, the next attempt takes its place.
#[must_use]
pub struct Permit<'a> {
    breaker: &'a Breaker,
    is_trial: bool,
    is_settled: bool,
}

impl Breaker {
    pub fn new(open_for: Duration) -> Self {
        Self { open_for, state: Mutex::new(State::Closed { failures: 0 }) }
    }

    /// Lets an attempt through, or not.
    pub fn permit(&self) -> Option<Permit<'_>> {
        let mut state = self.state();
        let is_trial = match *state {
            State::Closed { .. } => false,
            State::Open { until } if Instant::now() >= until => {
                *state = State::HalfOpen;
                true
            }
            State::Open { .. } | State::HalfOpen => return None,
        };
        Some(Permit { breaker: self, is_trial, is_settled: false })
    }

    /// Whether no attempt would be let through now, so that there is nothing to pause for.
    pub fn is_open(&self) -> bool {
        matches!(*self.state(), State::Open { until } if Instant::now() < until)
    }

    fn opened(&self) -> State {
        State::Open { until: Instant::now() + self.open_for }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic leaves the state as it was, so a poisoned mutex holds a valid one.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    /// Says how the attempt ended.
    pub fn settle(mut self, outcome: Outcome) {
        self.is_settled = true;
        let breaker = self.breaker;
        let mut state = breaker.state();
        *state = match (*state, outcome) {
            (State::Closed { .. }, Outcome::Success) => State::Closed { failures: 0 },
            (State::Closed { failures }, Outcome::Failure) if failures + 1 < MAX_FAILURES => {
                State::Closed { failures: failures + 1 }
            }
            (State::Closed { .. }, Outcome::Failure) => breaker.opened(),
            (State::HalfOpen, Outcome::Success) if self.is_trial => State::Closed { failures: 0 },
            (State::HalfOpen, Outcome::Failure) if self.is_trial => breaker.opened(),
            // An attempt from before it opened says nothing about the service as it is now.
            (state, _) => state,
        };
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if self.is_trial && !self.is_settled {
            *self.breaker.state() = State::Open { until: Instant::now() };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Outcome::{Failure, Success};
    use super::{Breaker, Outcome};

    const AN_HOUR: Duration = Duration::from_secs(3600);

    fn attempt(breaker: &Breaker, outcome: Outcome) {
        breaker.permit().expect("an attempt is let through").settle(outcome);
    }

    /// A breaker that has just opened.
    fn open(open_for: Duration) -> Breaker {
        let breaker = Breaker::new(open_for);
        (0..5).for_each(|_| attempt(&breaker, Failure));
        breaker
    }

    #[test]
    fn five_failures_in_a_row_open_it() {
        let breaker = Breaker::new(AN_HOUR);
        (0..4).for_each(|_| attempt(&breaker, Failure));
        attempt(&breaker, Success);
        (0..5).for_each(|_| attempt(&breaker, Failure));
        assert!(breaker.permit().is_none());
    }

    #[test]
    fn one_attempt_at_a_time_is_let_through_afterwards() {
        let breaker = open(Duration::ZERO);
        let trial = breaker.permit().expect("an attempt");
        assert!(breaker.permit().is_none());
        trial.settle(Failure);
        attempt(&breaker, Success);
        let (_one, _other) = (breaker.permit().expect("one"), breaker.permit().expect("another"));
    }

    #[test]
    fn an_attempt_that_nobody_waits_for_does_not_leave_it_stuck() {
        let breaker = open(Duration::ZERO);
        drop(breaker.permit());
        attempt(&breaker, Success);
    }

    #[test]
    fn an_attempt_from_before_it_opened_does_not_close_it() {
        let breaker = Breaker::new(AN_HOUR);
        let early = breaker.permit().expect("an attempt");
        (0..5).for_each(|_| attempt(&breaker, Failure));
        early.settle(Success);
        assert!(breaker.permit().is_none());
    }
}
// SOLUTION-ELSE
// // Write the circuit breaker here: its state behind a `std::sync::Mutex`, a method that lets an attempt
// // through or not, and one that says how the attempt ended.
// SOLUTION-END
