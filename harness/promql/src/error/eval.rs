//! Why an evaluation fails, and why a series cannot be stored.

use thiserror::Error;

use crate::Labels;

/// Why an evaluation fails.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EvalError {
    /// A result with two samples that have the same labels.
    #[error("two samples of a result have the labels {labels}")]
    DuplicateLabels {
        /// The labels.
        labels: Labels,
    },
    /// Several samples on the side of an operator that may have one.
    #[error("several samples on the {side} match on {group}")]
    SeveralOnOneSide {
        /// The side with one sample too many.
        side: Side,
        /// The labels on which they match.
        group: Labels,
    },
    /// Several samples on the left match one on the right, without `group_left`.
    #[error("several samples match on {group}: this requires `group_left` or `group_right`")]
    ImplicitManyToOne {
        /// The labels on which they match.
        group: Labels,
    },
    /// More work than [`crate::MAX_WORK`].
    #[error("the evaluation takes more than {limit} units of work")]
    TooMuchWork {
        /// The most allowed.
        limit: usize,
    },
    /// Grouped matching gives several results with the same labels.
    #[error("several matches have the labels {labels}")]
    AmbiguousGroup {
        /// The labels of the result.
        labels: Labels,
    },
}

/// A side of an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Side {
    /// Before the operator.
    #[error("left")]
    Left,
    /// After the operator.
    #[error("right")]
    Right,
}

/// Why a series cannot be stored.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// A series without a metric name, which no selector could find.
    #[error("the series {labels} has no metric name")]
    Unnamed {
        /// The labels of the series.
        labels: Labels,
    },
    /// A sample that is not later than the one before.
    #[error("the sample of {labels} at {time_ms} ms is not later than the one before")]
    OutOfOrder {
        /// The labels of the series.
        labels: Labels,
        /// The time of the sample.
        time_ms: i64,
    },
}
