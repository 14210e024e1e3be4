//! The part of PromQL that the lab on observability allows: parsed, listed by name, and evaluated.
//!
//! A judge parses the expressions of a student's alerting rules and dashboard, checks which
//! metrics and labels they name, and evaluates them at an instant on made series:
//!
//! ```
//! use promql::{Expression, Labels, Store, Value};
//!
//! let expression = Expression::parse("sum by (job) (rate(http_requests_total[5m])) > 1")?;
//! assert!(expression.is_comparison());
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
//! ```text
//! alert, record      rules over time, at the instants of a schedule
//! └── expression     what an expression names, and its value at an instant
//!     ├── parse      from text to a syntax tree: tokens, literals, operators, calls, selectors
//!     ├── names      the metrics and labels of a tree
//!     └── eval       the value of a tree, within a budget
//! selection          what a selector asks for
//! syntax             the tree
//! series, labels     the store of made series
//! value              the results
//! error              what can go wrong
//! ```
//!
//! An alert may refer to a recorded rule of its file: [`record`] evaluates such rules over time and
//! adds their results to the store, and [`alerts`] says since when an alert is active and from
//! when on it fires.
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
//! evaluated once per instant. A call of [`Expression::at`], [`record`] or [`alerts`] ends with an error
//! when it takes more than [`MAX_WORK`]; there are at most [`MAX_INSTANTS`] instants,
//! [`MAX_RECORDED_SERIES`] recorded series and [`MAX_LABEL_BYTES`] bytes of labels in each.
//!
//! # Why a parser of its own
//! The `promql-parser` crate (0.11.1) is maintained and complete, but not usable here. It reports
//! errors as English sentences, which cannot be shown in two languages. It also brings a parser
//! generator into the build (some twenty crates), among them `bincode`, which is unmaintained
//! (RUSTSEC-2025-0141), so the weekly check of advisories would fail.

mod alert;
mod budget;
mod error;
mod eval;
mod expression;
mod labels;
mod names;
mod parse;
mod record;
mod schedule;
mod selection;
mod series;
mod syntax;
mod value;

pub use alert::{Alert, alerts};
pub use budget::MAX_WORK;
pub use error::{
    Construct, EvalError, Expected, ParseError, RecordError, RuleError, Side, StoreError, ValueType,
};
pub use expression::Expression;
pub use labels::{Labels, METRIC_NAME};
pub use names::Names;
pub use parse::{MAX_BYTES, MAX_DEPTH, MAX_REGEXES, MAX_TERMS};
pub use record::{MAX_LABEL_BYTES, MAX_RECORDED_SERIES, Recording, record};
pub use schedule::{MAX_INSTANTS, Schedule};
pub use selection::Selection;
pub use series::{LOOKBACK_MS, STALE, Series, Store};
pub use value::{Sample, Value};
