//! How long a history may be.

use thiserror::Error;

/// Operations of a history.
pub const MAX_OPERATIONS: usize = 20_000;

/// Events of a history.
pub const MAX_EVENTS: usize = 2_000;

/// Loans in all the lists of a history.
pub const MAX_LISTED: usize = 200_000;

/// Violations of one invariant that are reported.
pub const MAX_VIOLATIONS: usize = 100;

/// How often [`shrink`](crate::shrink) checks a shorter history.
pub const MAX_TRIALS: usize = 400;

/// Events of a story that only explain it.
pub const MAX_CONTEXT: usize = 6;

/// Requests of a member without an answer that a story tells although a list shows that they came to nothing.
pub const MAX_UNANSWERED: usize = 2;

/// Loans of a list that a story tells, beside those that are open or that another of its steps is about.
pub const MAX_TOLD: usize = 6;

/// More was recorded than a history may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Excess {
    /// Too many operations.
    #[error("more than {MAX_OPERATIONS} operations")]
    Operations,
    /// Too many events.
    #[error("more than {MAX_EVENTS} events")]
    Events,
    /// Too many loans in lists.
    #[error("more than {MAX_LISTED} loans in lists")]
    Listed,
}
