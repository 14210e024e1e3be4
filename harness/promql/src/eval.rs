//! Evaluates a syntax tree at an instant. Each node is evaluated once.

mod aggregation;
mod element;
mod histogram;
mod instant;
mod matching;
mod range;
mod selector;

use std::collections::BTreeSet;

use crate::syntax::{Bound, Expression, Scalar, Sign, Vector};
use crate::{EvalError, Labels, Sample, Value};

pub(crate) use instant::Instant;

pub(crate) fn expression(
    instant: Instant<'_>,
    expression: &Expression,
) -> Result<Value, EvalError> {
    match expression {
        Expression::Scalar(of) => scalar(instant, of).map(Value::Scalar),
        Expression::Vector(of) => vector(instant, of).map(Value::Vector),
    }
}

fn scalar(instant: Instant<'_>, of: &Scalar) -> Result<f64, EvalError> {
    Ok(match of {
        Scalar::Number(value) => *value,
        Scalar::Negative(of) => -scalar(instant, of)?,
        Scalar::Operation { operator, left, right } => {
            element::of_scalars(*operator, scalar(instant, left)?, scalar(instant, right)?)
        }
        Scalar::OfVector(of) => match vector(instant, of)?.as_slice() {
            [only] => only.value,
            _ => f64::NAN,
        },
    })
}

fn vector(instant: Instant<'_>, of: &Vector) -> Result<Vec<Sample>, EvalError> {
    let operand = |of: &Vector, labels: &[String]| {
        let samples = vector(instant, of)?;
        instant.budget.spend(samples.len(), 1 + labels.len())?;
        Ok(samples)
    };
    let samples = match of {
        Vector::Select(selector) => return selector::select(instant, selector),
        Vector::OverRange { function, range } => range::over_range(instant, *function, range)?,
        Vector::Aggregate { aggregation, grouping, of } => {
            aggregation::aggregate(*aggregation, grouping, &operand(of, grouping.labels())?)
        }
        Vector::HistogramQuantile { quantile, of } => {
            histogram::quantiles(scalar(instant, quantile)?, operand(of, &[])?)
        }
        Vector::Absent(of) => absent(instant, of)?,
        Vector::OfScalar(of) => {
            vec![Sample { labels: Labels::default(), value: scalar(instant, of)? }]
        }
        Vector::Clamp { bound, limit, of } => {
            let limit = scalar(instant, limit)?;
            unnamed(operand(of, &[])?, |value| clamp(*bound, limit, value))
        }
        Vector::Signed { sign: Sign::Plus, of } => operand(of, &[])?,
        Vector::Signed { sign: Sign::Minus, of } => unnamed(operand(of, &[])?, |value| -value),
        Vector::WithScalar { operator, vector, scalar: number, order } => {
            let number = scalar(instant, number)?;
            element::with_scalar(*operator, operand(vector, &[])?, number, *order)
        }
        Vector::Matched { operator, left, right, matching, cardinality } => {
            let left = operand(left, matching.labels())?;
            let right = operand(right, matching.labels())?;
            instant.budget.spend(left.len() + right.len(), cardinality.copied().len())?;
            matching::matched(*operator, left, right, matching, cardinality)?
        }
        Vector::Set { operator, left, right, matching } => {
            let left = operand(left, matching.labels())?;
            let right = operand(right, matching.labels())?;
            matching::set(*operator, left, right, matching)
        }
    };
    distinct(samples)
}

/// One sample of value 1 when the vector is empty. Its labels are those that the selector
/// requires by `=`, each once; they cannot be known for anything other than a selector.
fn absent(instant: Instant<'_>, of: &Vector) -> Result<Vec<Sample>, EvalError> {
    if !vector(instant, of)?.is_empty() {
        return Ok(Vec::new());
    }
    let labels = match of {
        Vector::Select(selector) => selector::required_labels(selector),
        _ => Labels::default(),
    };
    Ok(vec![Sample { labels, value: 1.0 }])
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
