//! The first error of a body: its line, and a variant for each rule of the format.
//!
//! Texts that come from the body are cut after 120 characters.

use thiserror::Error as ThisError;

use crate::kind::{Keyword, Kind};

/// The first error found in a body.
#[derive(Debug, Clone, PartialEq, ThisError)]
#[error("line {line}: {problem}")]
pub struct Error {
    /// The line, counted from 1. For what a histogram or a summary lacks, the line of its first
    /// sample.
    pub line: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// A rule of the format that a line breaks.
///
/// `name`, `label` and `series` are written as the body writes them, a series as
/// `name{label="value"}`. `found` is empty when the line ends too early.
#[derive(Debug, Clone, PartialEq, ThisError)]
#[expect(missing_docs, reason = "the fields are described once, above")]
pub enum Problem {
    /// The body is UTF-8.
    #[error("the body is not valid UTF-8")]
    NotUtf8,
    /// The last line ends with a line feed too.
    #[error("the last line does not end with a line feed")]
    MissingLineFeed,
    /// Lines end with a line feed alone.
    #[error("the line ends with a carriage return and a line feed")]
    CarriageReturn,

    /// `HELP` and `TYPE` are followed by the name of a metric.
    #[error("{keyword} without a metric name")]
    MissingMetricName { keyword: Keyword },
    /// The type follows the name in a `TYPE` line.
    #[error("TYPE of `{name}` without a type")]
    MissingType { name: String },
    /// The type is one of [`Kind::ALL`].
    #[error("`{found}`, the type of `{name}`, is not a known type")]
    UnknownType { name: String, found: String },
    /// A docstring escapes with `\\` and `\n` only.
    #[error("invalid escape `{found}` in the docstring of `{name}`")]
    InvalidHelpEscape { name: String, found: String },

    /// The grammar of metric names is `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    #[error("`{found}` is not a valid metric name")]
    InvalidMetricName { found: String },
    /// The grammar of label names is `[a-zA-Z_][a-zA-Z0-9_]*`.
    #[error("`{found}`, in the labels of `{name}`, is not a valid label name")]
    InvalidLabelName { name: String, found: String },
    /// Names that begin with `__` are for Prometheus itself.
    #[error("label name `{label}` of `{name}` is reserved")]
    ReservedLabelName { name: String, label: String },
    /// `=` follows the name of a label.
    #[error("expected `=` after label name `{label}` of `{name}`, found `{found}`")]
    MissingEquals { name: String, label: String, found: String },
    /// The value of a label stands between double quotes.
    #[error("expected `\"` before the value of label `{label}` of `{name}`, found `{found}`")]
    MissingQuote { name: String, label: String, found: String },
    /// The value of a label ends on the line where it begins.
    #[error("the value of label `{label}` of `{name}` has no closing `\"`")]
    UnclosedLabelValue { name: String, label: String },
    /// The value of a label escapes with `\\`, `\"` and `\n` only.
    #[error("invalid escape `{found}` in the value of label `{label}` of `{name}`")]
    InvalidLabelEscape { name: String, label: String, found: String },
    /// `,` or `}` follows the value of a label.
    #[error("expected `,` or `}}` after a label of `{name}`, found `{found}`")]
    UnclosedLabels { name: String, found: String },
    /// A label name occurs once in a sample.
    #[error("duplicate label name `{label}` of `{name}`")]
    DuplicateLabel { name: String, label: String },

    /// A sample has a value.
    #[error("sample of `{name}` without a value")]
    MissingValue { name: String },
    /// The value is a number that fits in 64 bits, `NaN`, `+Inf` or `-Inf`.
    #[error("`{found}`, the value of `{name}`, is not a valid number")]
    InvalidValue { name: String, found: String },
    /// The timestamp is a whole number of milliseconds that fits in 64 bits.
    #[error("`{found}`, the timestamp of `{name}`, is not a valid whole number")]
    InvalidTimestamp { name: String, found: String },
    /// Nothing follows the timestamp, nor the type in a `TYPE` line.
    #[error("unexpected `{found}` at the end of a line of `{name}`")]
    TrailingText { name: String, found: String },

    /// A metric has at most one `HELP` line and one `TYPE` line.
    #[error("second {keyword} line of `{name}`; the first is line {first_line}")]
    DuplicateMetadata { keyword: Keyword, name: String, first_line: usize },
    /// `HELP` and `TYPE` lines come before the samples.
    #[error("{keyword} line of `{name}` after its first sample, line {first_line}")]
    LateMetadata { keyword: Keyword, name: String, first_line: usize },
    /// All lines of a metric form one group. `first_line` is the line where the group began.
    #[error("`{name}` is not in one group: its lines began at line {first_line}")]
    NotGrouped { name: String, first_line: usize },
    /// Samples `x_sum`, `x_count` and `x_bucket` of a histogram or summary `x` are not metrics of
    /// their own.
    #[error("`{name}` is both a metric and a part of the {kind} `{owner}`")]
    NameTaken { name: String, owner: String, kind: Kind },
    /// A series occurs once in a body.
    #[error("duplicate series `{series}`; the first is line {first_line}")]
    DuplicateSeries { series: String, first_line: usize },

    /// A counter is neither negative nor NaN.
    #[error("counter `{series}` is {value}")]
    InvalidCounter { series: String, value: f64 },
    /// A bucket, and the count of a histogram or summary, is a whole number and not negative.
    #[error("count `{series}` is {value}")]
    InvalidCount { series: String, value: f64 },
    /// A histogram `x` has no sample named `x`.
    #[error("`{series}` is not a sample of a histogram")]
    NotPartOfHistogram { series: String },
    /// A bucket has `le`, a quantile has `quantile`.
    #[error("`{series}` has no label `{label}`")]
    MissingLabel { series: String, label: &'static str },
    /// A sum or a count has neither `le` nor `quantile`.
    #[error("`{series}` has a label `{label}`")]
    UnexpectedLabel { series: String, label: &'static str },
    /// The bound of a bucket is a finite number or `+Inf`, spelled so.
    #[error("`{found}`, the upper bound of `{series}`, is neither a number nor `+Inf`")]
    InvalidBound { series: String, found: String },
    /// A quantile is a number between 0 and 1.
    #[error("`{found}`, the quantile of `{series}`, is not a number between 0 and 1")]
    InvalidQuantile { series: String, found: String },
    /// Bounds and quantiles increase from line to line.
    #[error("label `{label}` of `{series}` is {found}, after {previous}")]
    NotIncreasing { series: String, label: &'static str, previous: f64, found: f64 },
    /// A bucket counts everything that the bucket before it counts.
    #[error("bucket `{series}` is {found}, below the bucket before it, {previous}")]
    FallingBucket { series: String, previous: f64, found: f64 },

    /// A histogram has buckets.
    #[error("histogram `{series}` has no buckets")]
    NoBuckets { series: String },
    /// The last bucket of a histogram is `le="+Inf"`.
    #[error("histogram `{series}` has no bucket `le=\"+Inf\"`")]
    MissingInfBucket { series: String },
    /// A histogram or a summary has `_sum`.
    #[error("{kind} `{series}` has no sum")]
    MissingSum { series: String, kind: Kind },
    /// A histogram or a summary has `_count`.
    #[error("{kind} `{series}` has no count")]
    MissingCount { series: String, kind: Kind },
    /// The bucket `le="+Inf"` is equal to `_count`. The line is that of `_count`.
    #[error("histogram `{series}` counts {count}, but its bucket `le=\"+Inf\"` is {bucket}")]
    CountMismatch { series: String, bucket: f64, count: f64 },
}

impl Problem {
    pub(crate) fn at(self, line: usize) -> Error {
        Error { line, problem: self }
    }
}

/// The beginning of a text of the body: an error must stay small when a name has a megabyte.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 120;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
