//! The work that one evaluation may take, so that no file of rules can keep a judge busy.

use std::cell::Cell;

use crate::EvalError;

/// The work that one call may take: [`crate::Expression::at`], [`crate::record`] or
/// [`crate::alerts`], with all instants of its schedule.
///
/// Each series that a selector looks at counts as 1, and each of its matchers as 1 more (a regular
/// expression as 8, and 4 for each byte of the value). Each sample that an operator or function is applied to counts as 1, and each
/// label that it is grouped or matched by as 1 more. The rules of an ordinary file on a hundred
/// series take a few thousand per instant.
pub const MAX_WORK: usize = 1_000_000;

/// What is left of [`MAX_WORK`].
pub(crate) struct Budget {
    left: Cell<usize>,
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: Cell::new(MAX_WORK) }
    }
}

impl Budget {
    /// Takes the work of `count` elements that cost `each`.
    pub(crate) fn spend(&self, count: usize, each: usize) -> Result<(), EvalError> {
        let left = self.left.get().checked_sub(count.saturating_mul(each));
        self.left.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or(EvalError::TooMuchWork { limit: MAX_WORK })
    }
}
