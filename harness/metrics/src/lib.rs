//! The Prometheus text exposition format 0.0.4, read strictly.
//!
//! ```text
//! Exposition     a valid body: its metrics, their series, their histograms
//! ├── reader     one line after the other: groups, metadata, duplicates
//! │   └── line       the syntax of one line
//! │       ├── cursor     its tokens
//! │       └── number     its values and timestamps
//! ├── family     a metric: its type, its help, its samples
//! │   └── check      what the samples of a type must satisfy
//! │       ├── histogram
//! │       └── summary
//! └── error      the first error of a body, with its line
//! ```
//! The format: <https://prometheus.io/docs/instrumenting/exposition_formats/>. Where it is silent, this is
//! decided here:
//!
//! | Question | Decision |
//! |---|---|
//! | Is the empty body valid? | Yes: it has no last line that could lack a line feed. |
//! | Quoted names (`{"my.metric"}`) | Rejected: they came with format 1.0.0. |
//! | Carriage returns | Rejected at the end of any line, comments too. Allowed inside the value of a label and inside a docstring. |
//! | White space at the end of a line | Ignored, as the format says, although `promtool` rejects it. |
//! | A number sign without a blank, `#TYPE` | Is a `TYPE` line: tokens that cannot merge need no blank. For the same reason `m{}1` is valid. |
//! | Spelling of numbers | Go's, as Prometheus reads it: no hexadecimal numbers, no underscores, no signed NaN; a number that does not fit in 64 bits is an error. |
//! | Label names that begin with `__` | Rejected: the data model reserves them. |
//! | `HELP`, another metric, then `TYPE` or samples | Rejected: all lines of a metric form one group. Comments and empty lines do not end a group. |
//! | `x_sum`, `x_count`, `x_bucket` beside a histogram `x` | Belong to it, and cannot be described on their own. A summary has no `x_bucket`. |
//! | Several label sets in one histogram | Their lines may be mixed; each set must be right. |
//! | Infinite bounds | Only `le="+Inf"`, spelled so. |
//! | Values of buckets and counts | Whole numbers, not negative. A sum may be negative or NaN. |
//! | A histogram without `_sum` or `_count`, a summary without them | Rejected. A summary may have no quantiles. |
//! | Value of a counter | Neither negative nor NaN; `+Inf` is possible. |
//! | A described metric without samples | Valid. |
//! | Order of errors | Line by line. What a histogram or a summary lacks is reported after the last line. Bytes that are not UTF-8 are reported before anything else. |
//!
//! ```
//! let body = "# TYPE requests_total counter\nrequests_total{route=\"/\"} 3\n";
//! let exposition = metrics::Exposition::parse(body)?;
//! assert_eq!(exposition.value("requests_total", &[("route", "/")]), Some(3.0));
//! # Ok::<(), metrics::Error>(())
//! ```

mod check;
mod cursor;
mod error;
mod exposition;
mod family;
mod histogram;
mod kind;
mod labels;
mod line;
mod number;
mod part;
mod reader;
mod sample;
mod summary;

pub use error::{Error, Problem};
pub use exposition::Exposition;
pub use family::Family;
pub use histogram::{Bucket, Histogram};
pub use kind::{Keyword, Kind};
pub use labels::Labels;
pub use sample::Sample;
