//! Why a recording rule fails.

use thiserror::Error;

use super::eval::{EvalError, StoreError};
use crate::Labels;

/// The rule that fails, and why.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the rule {rule}: {error}")]
pub struct RecordError {
    /// The name of the metric that it records.
    pub rule: String,
    /// Why it fails.
    pub error: RuleError,
}

/// Why a recording rule fails.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RuleError {
    /// A rule whose name is not the name of a metric.
    #[error("{name:?} is not a valid metric name")]
    InvalidName {
        /// The name.
        name: String,
    },
    /// A label whose name is not valid, or `__name__`.
    #[error("{label:?} is not a valid name of a label")]
    InvalidLabel {
        /// The name.
        label: String,
    },
    /// The evaluation fails.
    #[error(transparent)]
    Eval(#[from] EvalError),
    /// The series cannot be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another rule has written into the series at the same instant, or ended it.
    #[error("another rule has written into the series {labels} at the same instant")]
    WrittenTwice {
        /// The labels of the series.
        labels: Labels,
    },
    /// The store has the series already, before any rule wrote into it.
    #[error("the series {labels} exists without the rules")]
    SeriesExists {
        /// The labels of the series.
        labels: Labels,
    },
    /// More series than [`crate::MAX_RECORDED_SERIES`].
    #[error("the rules record more than {limit} series")]
    TooManySeries {
        /// The most allowed.
        limit: usize,
    },
    /// Labels longer than [`crate::MAX_LABEL_BYTES`].
    #[error("the labels of a recorded series have more than {limit} bytes")]
    LabelsTooLong {
        /// The most allowed.
        limit: usize,
    },
}
