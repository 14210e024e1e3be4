//! When, and on which series, an expression is evaluated.

use crate::budget::Budget;
use crate::series::Point;
use crate::syntax::Selector;
use crate::{EvalError, Labels, Store};

/// The series, and the time at which they are looked at.
#[derive(Clone, Copy)]
pub(crate) struct Instant<'s> {
    pub(crate) store: &'s Store,
    pub(crate) time_ms: i64,
    pub(crate) budget: &'s Budget,
}

impl<'s> Instant<'s> {
    /// The series that a selector finds, with all their samples.
    pub(super) fn series(self, selector: &Selector) -> Result<Vec<Found<'s>>, EvalError> {
        let mut found = Vec::new();
        for (labels, samples) in self.store.of(&selector.metric) {
            self.budget.spend(1, selector.cost(labels))?;
            if selector.matches(labels) {
                found.push((labels, samples));
            }
        }
        Ok(found)
    }
}

type Found<'s> = (&'s Labels, &'s [Point]);
