//! One line of a body that has a value.

use crate::labels::Labels;

/// One line with a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The name of the line: `x_bucket`, `x_sum` or `x_count` in a histogram `x`.
    pub name: String,
    /// The labels, with `le` and `quantile`.
    pub labels: Labels,
    /// The value; NaN and infinity are possible.
    pub value: f64,
    /// Milliseconds since the beginning of 1970, UTC, if the line has a timestamp.
    pub timestamp: Option<i64>,
    /// The line in the body, counted from 1.
    pub line: usize,
}
