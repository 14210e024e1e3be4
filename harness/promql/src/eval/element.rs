//! Operators between two numbers, and between each sample of a vector and a number.

use crate::Sample;
use crate::syntax::{Arithmetic, Comparison, Operator, Order};

/// What an operator gives for two numbers. `None` when a filter does not hold; a filter that holds
/// gives the left number.
pub(super) fn of_values(operator: Operator, left: f64, right: f64) -> Option<f64> {
    match operator {
        Operator::Arithmetic(arithmetic) => Some(compute(arithmetic, left, right)),
        Operator::Filter(comparison) => holds(comparison, left, right).then_some(left),
        Operator::ZeroOrOne(comparison) => {
            Some(f64::from(u8::from(holds(comparison, left, right))))
        }
    }
}

/// Between two scalars a comparison gives 0 or 1.
pub(super) fn of_scalars(operator: Operator, left: f64, right: f64) -> f64 {
    match operator {
        Operator::Arithmetic(arithmetic) => compute(arithmetic, left, right),
        Operator::Filter(comparison) | Operator::ZeroOrOne(comparison) => {
            f64::from(u8::from(holds(comparison, left, right)))
        }
    }
}

/// Applies an operator to each sample and a number. A filter keeps the sample as it is, wherever
/// the number stands; any other result loses the metric name.
pub(super) fn with_scalar(
    operator: Operator,
    samples: Vec<Sample>,
    scalar: f64,
    order: Order,
) -> Vec<Sample> {
    let apply = |sample: Sample| {
        let value = match order {
            Order::VectorFirst => of_values(operator, sample.value, scalar)?,
            Order::ScalarFirst => of_values(operator, scalar, sample.value)?,
        };
        Some(match operator {
            Operator::Filter(_) => sample,
            Operator::Arithmetic(_) | Operator::ZeroOrOne(_) => {
                Sample { labels: sample.labels.without_name(), value }
            }
        })
    };
    samples.into_iter().filter_map(apply).collect()
}

fn compute(arithmetic: Arithmetic, left: f64, right: f64) -> f64 {
    match arithmetic {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        Arithmetic::Divide => left / right,
        Arithmetic::Remainder => left % right,
        Arithmetic::Power => left.powf(right),
    }
}

fn holds(comparison: Comparison, left: f64, right: f64) -> bool {
    match comparison {
        Comparison::Equal => left == right,
        Comparison::NotEqual => left != right,
        Comparison::Greater => left > right,
        Comparison::Less => left < right,
        Comparison::GreaterOrEqual => left >= right,
        Comparison::LessOrEqual => left <= right,
    }
}
