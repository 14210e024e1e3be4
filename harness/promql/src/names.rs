//! The metrics and labels that an expression names.

use std::collections::{BTreeMap, BTreeSet};

use crate::Selection;
use crate::syntax::{Expression, Matching, Scalar, Vector};

/// The metrics and labels that an expression names.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// The selectors, in the order of their text. A recorded rule is a metric, too.
    pub selections: Vec<Selection>,
    /// The labels of `by`, `without`, `on`, `ignoring`, `group_left` and `group_right`, which
    /// belong to results and not to one metric.
    pub grouped: BTreeSet<String>,
}

pub(crate) fn of(expression: &Expression) -> Names {
    let mut names = Names::default();
    match expression {
        Expression::Scalar(scalar) => names.add_scalar(scalar),
        Expression::Vector(vector) => names.add_vector(vector),
    }
    names
}

impl Names {
    /// Each metric, with the labels that its selectors name: `a{b="c"}`.
    pub fn selected(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut selected = BTreeMap::<&str, BTreeSet<&str>>::new();
        for selection in &self.selections {
            selected.entry(&selection.metric).or_default().extend(selection.labels());
        }
        selected
    }

    fn add_scalar(&mut self, scalar: &Scalar) {
        match scalar {
            Scalar::Number(_) => {}
            Scalar::Negative(of) => self.add_scalar(of),
            Scalar::Operation { left, right, .. } => {
                self.add_scalar(left);
                self.add_scalar(right);
            }
            Scalar::OfVector(of) => self.add_vector(of),
        }
    }

    fn add_vector(&mut self, vector: &Vector) {
        match vector {
            Vector::Select(selector) => self.selections.push(Selection::new(selector, false)),
            Vector::OverRange { range, .. } => {
                self.selections.push(Selection::new(&range.selector, true));
            }
            Vector::Aggregate { grouping, of, .. } => {
                self.add_labels(grouping.labels());
                self.add_vector(of);
            }
            Vector::HistogramQuantile { quantile: scalar, of }
            | Vector::Clamp { limit: scalar, of, .. }
            | Vector::WithScalar { scalar, vector: of, .. } => {
                self.add_scalar(scalar);
                self.add_vector(of);
            }
            Vector::Absent(of) | Vector::Signed { of, .. } => self.add_vector(of),
            Vector::OfScalar(scalar) => self.add_scalar(scalar),
            Vector::Matched { left, right, matching, cardinality, .. } => {
                self.add_labels(cardinality.copied());
                self.add_matched(left, right, matching);
            }
            Vector::Set { left, right, matching, .. } => self.add_matched(left, right, matching),
        }
    }

    fn add_matched(&mut self, left: &Vector, right: &Vector, matching: &Matching) {
        self.add_labels(matching.labels());
        self.add_vector(left);
        self.add_vector(right);
    }

    fn add_labels(&mut self, labels: &[String]) {
        self.grouped.extend(labels.iter().cloned());
    }
}
