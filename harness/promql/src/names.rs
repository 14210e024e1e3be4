//! The metrics and labels that an expression names.

use std::collections::BTreeSet;

use crate::syntax::{Cardinality, Expression, Grouping, Matching, Scalar, Selector, Vector};

#[derive(Default)]
pub(crate) struct Names {
    pub(crate) metrics: BTreeSet<String>,
    pub(crate) labels: BTreeSet<String>,
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
            Vector::Select(selector) => self.add_selector(selector),
            Vector::OverRange { range, .. } => self.add_selector(&range.selector),
            Vector::Aggregate { grouping, of, .. } => {
                let (Grouping::By(labels) | Grouping::Without(labels)) = grouping;
                self.add_labels(labels);
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
                if let Cardinality::ManyToOne(copied) | Cardinality::OneToMany(copied) = cardinality
                {
                    self.add_labels(copied);
                }
                self.add_matched(left, right, matching);
            }
            Vector::Set { left, right, matching, .. } => self.add_matched(left, right, matching),
        }
    }

    fn add_matched(&mut self, left: &Vector, right: &Vector, matching: &Matching) {
        let (Matching::On(labels) | Matching::Ignoring(labels)) = matching;
        self.add_labels(labels);
        self.add_vector(left);
        self.add_vector(right);
    }

    fn add_selector(&mut self, selector: &Selector) {
        self.metrics.insert(selector.metric.clone());
        self.labels.extend(selector.matchers.iter().map(|matcher| matcher.label.clone()));
    }

    fn add_labels(&mut self, labels: &[String]) {
        self.labels.extend(labels.iter().cloned());
    }
}
