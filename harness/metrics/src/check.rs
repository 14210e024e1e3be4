//! What the samples of a metric must satisfy beyond their syntax, by its type.

use crate::error::{Error, Problem};
use crate::histogram::{Histogram, Histograms};
use crate::kind::Kind;
use crate::labels::Labels;
use crate::part::{Part, series};
use crate::sample::Sample;
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

fn counter(sample: &Sample) -> Result<(), Problem> {
    if sample.value >= 0.0 {
        return Ok(());
    }
    Err(Problem::InvalidCounter { series: series(sample), value: sample.value })
}
