//! The samples of which a histogram or a summary consists, and what holds for each of them.

use crate::error::{Problem, excerpt};
use crate::number::is_count;
use crate::sample::Sample;

/// What a sample is in a histogram or a summary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Part {
    /// The sample has the name of the metric itself.
    Itself,
    Bucket,
    Sum,
    Count,
}

impl Part {
    pub(crate) fn of(family: &str, sample: &Sample) -> Self {
        match sample.name.strip_prefix(family) {
            Some("_bucket") => Self::Bucket,
            Some("_sum") => Self::Sum,
            Some("_count") => Self::Count,
            _ => Self::Itself,
        }
    }
}

/// The value of a sample that counts observations.
pub(crate) fn count(sample: &Sample) -> Result<f64, Problem> {
    if is_count(sample.value) {
        return Ok(sample.value);
    }
    Err(Problem::InvalidCount { series: series(sample), value: sample.value })
}

/// A sum and a count are of all observations: no bound or quantile selects some.
pub(crate) fn without(label: &'static str, sample: &Sample) -> Result<(), Problem> {
    match sample.labels.get(label) {
        Some(_) => Err(Problem::UnexpectedLabel { series: series(sample), label }),
        None => Ok(()),
    }
}

/// Bounds and quantiles must increase.
pub(crate) fn increases(
    label: &'static str,
    previous: Option<f64>,
    found: f64,
    sample: &Sample,
) -> Result<(), Problem> {
    match previous {
        Some(previous) if found <= previous => {
            Err(Problem::NotIncreasing { series: series(sample), label, previous, found })
        }
        _ => Ok(()),
    }
}

/// A sample as errors name it.
pub(crate) fn series(sample: &Sample) -> String {
    excerpt(&format!("{}{}", sample.name, sample.labels))
}
