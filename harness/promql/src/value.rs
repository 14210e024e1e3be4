//! What an expression evaluates to.

use crate::Labels;

/// What an expression evaluates to.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// One number without labels.
    Scalar(f64),
    /// One sample for each set of labels, in no particular order.
    Vector(Vec<Sample>),
}

/// An element of an instant vector.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The labels, the metric name among them unless an operation dropped it.
    pub labels: Labels,
    /// The value at the instant of the evaluation.
    pub value: f64,
}

impl Value {
    /// The samples of a vector. A scalar is one sample without labels, as for a rule.
    pub fn into_samples(self) -> Vec<Sample> {
        match self {
            Self::Scalar(value) => vec![Sample { labels: Labels::default(), value }],
            Self::Vector(samples) => samples,
        }
    }
}
