//! Evaluates a syntax tree at an instant. Each node is evaluated once.

mod aggregation;
mod element;
mod histogram;
mod matching;
mod range;
mod selector;

use std::collections::BTreeSet;

use crate::syntax::{Bound, Scalar, Sign, Vector};
use crate::{EvalError, Labels, Sample, Store};

/// The series, and the time at which they are looked at.
pub(crate) struct Instant<'s> {
    pub(crate) store: &'s Store,
    pub(crate) time_ms: i64,
}

impl Instant<'_> {
    pub(crate) fn scalar(&self, scalar: &Scalar) -> Result<f64, EvalError> {
        Ok(match scalar {
            Scalar::Number(value) => *value,
            Scalar::Negative(of) => -self.scalar(of)?,
            Scalar::Operation { operator, left, right } => {
                element::of_scalars(*operator, self.scalar(left)?, self.scalar(right)?)
            }
            Scalar::OfVector(of) => match self.vector(of)?.as_slice() {
                [only] => only.value,
                _ => f64::NAN,
            },
        })
    }

    pub(crate) fn vector(&self, vector: &Vector) -> Result<Vec<Sample>, EvalError> {
        let samples = match vector {
            Vector::Select(selector) => return Ok(self.select(selector)),
            Vector::OverRange { function, range } => self.over_range(*function, range),
            Vector::Aggregate { aggregation, grouping, of } => {
                aggregation::aggregate(*aggregation, grouping, &self.vector(of)?)
            }
            Vector::HistogramQuantile { quantile, of } => {
                histogram::quantiles(self.scalar(quantile)?, self.vector(of)?)
            }
            Vector::Absent(of) => self.absent(of)?,
            Vector::OfScalar(of) => {
                vec![Sample { labels: Labels::default(), value: self.scalar(of)? }]
            }
            Vector::Clamp { bound, limit, of } => {
                let limit = self.scalar(limit)?;
                unnamed(self.vector(of)?, |value| clamp(*bound, limit, value))
            }
            Vector::Signed { sign: Sign::Plus, of } => self.vector(of)?,
            Vector::Signed { sign: Sign::Minus, of } => unnamed(self.vector(of)?, |value| -value),
            Vector::WithScalar { operator, vector, scalar, order } => {
                let scalar = self.scalar(scalar)?;
                element::with_scalar(*operator, self.vector(vector)?, scalar, *order)
            }
            Vector::Matched { operator, left, right, matching, cardinality } => {
                let (left, right) = (self.vector(left)?, self.vector(right)?);
                matching::matched(*operator, left, right, matching, cardinality)?
            }
            Vector::Set { operator, left, right, matching } => {
                matching::set(*operator, self.vector(left)?, self.vector(right)?, matching)
            }
        };
        distinct(samples)
    }

    /// One sample of value 1 when the vector is empty. Its labels are those that the selector
    /// requires by `=`, each once; they cannot be known for anything other than a selector.
    fn absent(&self, of: &Vector) -> Result<Vec<Sample>, EvalError> {
        if !self.vector(of)?.is_empty() {
            return Ok(Vec::new());
        }
        let labels = match of {
            Vector::Select(selector) => selector::required_labels(selector),
            _ => Labels::default(),
        };
        Ok(vec![Sample { labels, value: 1.0 }])
    }
}

/// Applies a function to each value. As always when a value changes, the metric name is dropped.
fn unnamed(samples: Vec<Sample>, of: impl Fn(f64) -> f64) -> Vec<Sample> {
    let changed =
        |sample: Sample| Sample { labels: sample.labels.without_name(), value: of(sample.value) };
    samples.into_iter().map(changed).collect()
}

/// As Go's `math.Max` and `math.Min`, which give NaN when a value is NaN and the other is not the
/// infinity in question.
fn clamp(bound: Bound, limit: f64, value: f64) -> f64 {
    let (infinity, result) = match bound {
        Bound::Minimum => (f64::INFINITY, value.max(limit)),
        Bound::Maximum => (f64::NEG_INFINITY, value.min(limit)),
    };
    if value.is_nan() && limit != infinity || limit.is_nan() && value != infinity {
        return f64::NAN;
    }
    result
}

/// A vector may not hold two samples with the same labels.
fn distinct(samples: Vec<Sample>) -> Result<Vec<Sample>, EvalError> {
    let mut seen = BTreeSet::new();
    match samples.iter().find(|sample| !seen.insert(&sample.labels)) {
        Some(sample) => Err(EvalError::DuplicateLabels { labels: sample.labels.clone() }),
        None => Ok(samples),
    }
}
