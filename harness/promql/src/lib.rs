//! The part of PromQL that the lab on observability allows: parsed, listed by name, and evaluated.
//!
//! A judge parses the expressions of a student's alerting rules and dashboard, checks which
//! metrics and labels they name, and evaluates them at an instant on made series:
//!
//! ```
//! use promql::{Expression, Labels, Store, Value};
//!
//! let expression = Expression::parse("sum by (job) (rate(http_requests_total[5m])) > 1")?;
//! assert!(expression.metrics().contains("http_requests_total"));
//!
//! let mut store = Store::default();
//! let labels = Labels::new("http_requests_total", [("job", "shop")]);
//! for minute in 0..=10 {
//!     store.push(&labels, minute * 60_000, f64::from(minute as i32) * 120.0)?;
//! }
//! let Value::Vector(samples) = expression.at(&store, 600_000)? else { panic!("not a vector") };
//! assert_eq!(samples[0].value, 2.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is allowed
//! Instant and range selectors that name their metric; `rate`, `increase`, `irate`,
//! `histogram_quantile`, `absent`, `vector`, `scalar`, `clamp_min`, `clamp_max`; `sum`, `avg`,
//! `min`, `max`, `count`; arithmetic, comparisons, `and`, `or`, `unless`, with every form of
//! vector matching. Anything else is a [`ParseError`] that names it.
//!
//! # Which Prometheus
//! Results are those of Prometheus 2.42: ranges and the lookback include both ends (3.0 leaves
//! out the start), and sums are not compensated. Only floats exist: there are no native histograms.
//! Regular expressions are those of the `regex` crate, in which `\d`, `\s` and `\w` include Unicode.
//!
//! # Bounds
//! An expression has at most [`MAX_BYTES`] bytes, [`MAX_TERMS`] terms, [`MAX_REGEXES`] regular
//! expressions of limited size and [`MAX_DEPTH`] levels, so no input overflows the stack. Each term is
//! evaluated once, and no result holds more samples than the series that its selectors found.
//!
//! # Why a parser of its own
//! The `promql-parser` crate (0.11.1) is maintained and complete, but not usable here. It reports
//! errors as English sentences, which cannot be shown in two languages. It also brings a parser
//! generator into the build (some twenty crates), among them `bincode`, which is unmaintained
//! (RUSTSEC-2025-0141), so the weekly check of advisories would fail.

mod error;
mod eval;
mod labels;
mod names;
mod parse;
mod series;
mod syntax;

use std::collections::BTreeSet;

pub use error::{Construct, EvalError, Expected, ParseError, Side, StoreError, ValueType};
pub use labels::{Labels, METRIC_NAME};
pub use parse::{MAX_BYTES, MAX_DEPTH, MAX_REGEXES, MAX_TERMS};
pub use series::{LOOKBACK_MS, STALE, Series, Store};

/// A parsed expression, of a type that a rule may have: a scalar or an instant vector.
#[derive(Debug, Clone)]
pub struct Expression(syntax::Expression);

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

impl Expression {
    /// Parses an expression.
    ///
    /// # Errors
    /// Fails on anything that Prometheus refuses, and on anything outside the allowed part of PromQL.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        parse::expression(text).map(Self)
    }

    /// The names of the metrics that the expression selects.
    pub fn metrics(&self) -> BTreeSet<String> {
        names::of(&self.0).metrics
    }

    /// The labels that the expression names: in selectors, `by`, `without`, `on`, `ignoring`,
    /// `group_left` and `group_right`.
    pub fn labels(&self) -> BTreeSet<String> {
        names::of(&self.0).labels
    }

    /// Evaluates the expression at an instant, in milliseconds on the clock of the samples.
    ///
    /// # Errors
    /// Fails where Prometheus does: when the two sides of an operator do not match as it requires,
    /// or when a result would hold two samples with the same labels.
    pub fn at(&self, store: &Store, time_ms: i64) -> Result<Value, EvalError> {
        let instant = eval::Instant { store, time_ms };
        match &self.0 {
            syntax::Expression::Scalar(scalar) => instant.scalar(scalar).map(Value::Scalar),
            syntax::Expression::Vector(vector) => instant.vector(vector).map(Value::Vector),
        }
    }
}
