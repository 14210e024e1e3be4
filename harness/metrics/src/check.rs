//! What the samples of a metric must satisfy beyond their syntax, by its type.

use crate::error::{Error, Problem, excerpt};
use crate::family::Sample;
use crate::histogram::{Histogram, Histograms};
use crate::kind::Kind;
use crate::labels::Labels;
use crate::number::is_count;
use crate::summary::Summaries;

/// What has been seen of a metric, as far as its type has rules.
pub(crate) enum Check {
    Nothing,
    Counter,
    Histograms(Histograms),
    Summaries(Summaries),
}

impl Check {
    pub(crate) fn new(kind: Kind) -> Self {
        match kind {
            Kind::Counter => Self::Counter,
            Kind::Histogram => Self::Histograms(Histograms::default()),
            Kind::Summary => Self::Summaries(Summaries::default()),
            Kind::Gauge | Kind::Untyped => Self::Nothing,
        }
    }

    /// The next sample of the metric `family`.
    pub(crate) fn add(&mut self, family: &str, sample: &Sample) -> Result<(), Problem> {
        match self {
            Self::Nothing => Ok(()),
            Self::Counter => counter(sample),
            Self::Histograms(histograms) => histograms.add(Part::of(family, sample), sample),
            Self::Summaries(summaries) => summaries.add(Part::of(family, sample), sample),
        }
    }

    /// After the last line: whether anything is missing. The complete histograms, if any.
    pub(crate) fn finish(self, family: &str) -> Result<Vec<(Labels, Histogram)>, Error> {
        match self {
            Self::Nothing | Self::Counter => Ok(Vec::new()),
            Self::Histograms(histograms) => histograms.finish(family),
            Self::Summaries(summaries) => summaries.finish(family).map(|()| Vec::new()),
        }
    }
}

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
    fn of(family: &str, sample: &Sample) -> Self {
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

fn counter(sample: &Sample) -> Result<(), Problem> {
    if sample.value >= 0.0 {
        return Ok(());
    }
    Err(Problem::InvalidCounter { series: series(sample), value: sample.value })
}
