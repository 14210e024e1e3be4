//! A parsed expression: what it names, and its value at an instant.

use std::collections::BTreeSet;

use crate::budget::Budget;
use crate::eval::{self, Instant};
use crate::syntax::{self, Operator, Vector};
use crate::{EvalError, Names, ParseError, Store, Value, names, parse};

/// A parsed expression, of a type that a rule may have: a scalar or an instant vector.
#[derive(Debug, Clone)]
pub struct Expression {
    tree: syntax::Expression,
    terms: usize,
}

impl Expression {
    /// Parses an expression.
    ///
    /// # Errors
    /// Fails on anything that Prometheus refuses, and on anything outside the allowed part of PromQL.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let (tree, terms) = parse::expression(text)?;
        Ok(Self { tree, terms })
    }

    /// The metrics that the expression selects, the labels that it names for each, and the labels
    /// that it names without a metric.
    pub fn names(&self) -> Names {
        names::of(&self.tree)
    }

    /// The names of the metrics that the expression selects.
    pub fn metrics(&self) -> BTreeSet<String> {
        self.names().selections.into_iter().map(|selection| selection.metric).collect()
    }

    /// All labels that the expression names, in selectors or elsewhere.
    pub fn labels(&self) -> BTreeSet<String> {
        let Names { selections, mut grouped } = self.names();
        let labels = selections.iter().flat_map(|selection| selection.labels());
        grouped.extend(labels.map(str::to_owned));
        grouped
    }

    /// Whether the whole expression is a comparison that keeps the samples for which it holds, as
    /// `a > 1` and `a > b`. Not so `a > bool 1`, which has a sample in any case, nor a combination
    /// of comparisons such as `a > 1 and b > 1`.
    pub fn is_comparison(&self) -> bool {
        let syntax::Expression::Vector(
            Vector::WithScalar { operator, .. } | Vector::Matched { operator, .. },
        ) = &self.tree
        else {
            return false;
        };
        matches!(operator, Operator::Filter(_))
    }

    /// Evaluates the expression at an instant, in milliseconds on the clock of the samples.
    ///
    /// # Errors
    /// Fails where Prometheus does: when the two sides of an operator do not match as it requires,
    /// or when a result would hold two samples with the same labels. Fails too when the evaluation
    /// takes more than [`crate::MAX_WORK`].
    pub fn at(&self, store: &Store, time_ms: i64) -> Result<Value, EvalError> {
        self.within(&Budget::default(), store, time_ms)
    }

    pub(crate) fn within(
        &self,
        budget: &Budget,
        store: &Store,
        time_ms: i64,
    ) -> Result<Value, EvalError> {
        budget.spend(self.terms, 1)?;
        eval::expression(Instant { store, time_ms, budget }, &self.tree)
    }
}
