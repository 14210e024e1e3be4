//! Histograms: their buckets, their sum and their count, and what must hold between them.

use std::collections::HashMap;

use crate::error::{Error, Problem, excerpt};
use crate::kind::Kind;
use crate::labels::Labels;
use crate::number::float;
use crate::part::{Part, count, increases, series, without};
use crate::sample::Sample;

/// The label with the upper bound of a bucket.
const BOUND: &str = "le";

/// A complete histogram: at least the bucket `+Inf`, bounds that increase, counts that never fall.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// The buckets in the order of their bounds; the last one is `+Inf`.
    pub buckets: Vec<Bucket>,
    /// The sum of all observations, in the unit of the metric.
    pub sum: f64,
    /// How many observations there were: a whole number, equal to the last bucket.
    pub count: f64,
}

/// One bucket of a histogram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// The upper bound, which belongs to the bucket, in the unit of the metric.
    pub upper_bound: f64,
    /// How many observations were at most the bound: a whole number.
    pub cumulative_count: f64,
}

/// The histograms of one metric while its lines are read, by their labels without `le`.
#[derive(Default)]
pub(crate) struct Histograms {
    drafts: HashMap<Labels, Draft>,
}

struct Draft {
    first_line: usize,
    buckets: Vec<Bucket>,
    sum: Option<f64>,
    count: Option<f64>,
    count_line: usize,
}

impl Histograms {
    pub(crate) fn add(&mut self, part: Part, sample: &Sample) -> Result<(), Problem> {
        match part {
            Part::Itself => Err(Problem::NotPartOfHistogram { series: series(sample) }),
            Part::Bucket => self.draft(sample).add_bucket(sample),
            Part::Sum => {
                without(BOUND, sample)?;
                self.draft(sample).sum = Some(sample.value);
                Ok(())
            }
            Part::Count => {
                without(BOUND, sample)?;
                let count = count(sample)?;
                let draft = self.draft(sample);
                draft.count = Some(count);
                draft.count_line = sample.line;
                Ok(())
            }
        }
    }

    /// The histograms in the order of their first lines.
    pub(crate) fn finish(self, family: &str) -> Result<Vec<(Labels, Histogram)>, Error> {
        let mut drafts: Vec<_> = self.drafts.into_iter().collect();
        drafts.sort_by_key(|(_, draft)| draft.first_line);
        let complete = |(labels, draft): (Labels, Draft)| {
            let histogram = draft.finish(|| excerpt(&format!("{family}{labels}")))?;
            Ok((labels, histogram))
        };
        drafts.into_iter().map(complete).collect()
    }

    fn draft(&mut self, sample: &Sample) -> &mut Draft {
        let (labels, _) = sample.labels.split(BOUND);
        self.drafts.entry(labels).or_insert_with(|| Draft::new(sample.line))
    }
}

impl Draft {
    fn new(first_line: usize) -> Self {
        Self { first_line, buckets: Vec::new(), sum: None, count: None, count_line: first_line }
    }

    fn add_bucket(&mut self, sample: &Sample) -> Result<(), Problem> {
        let bucket = Bucket { upper_bound: bound(sample)?, cumulative_count: count(sample)? };
        let last = self.buckets.last();
        increases(BOUND, last.map(|last| last.upper_bound), bucket.upper_bound, sample)?;
        if let Some(last) = last
            && bucket.cumulative_count < last.cumulative_count
        {
            return Err(Problem::FallingBucket {
                series: series(sample),
                previous: last.cumulative_count,
                found: bucket.cumulative_count,
            });
        }
        self.buckets.push(bucket);
        Ok(())
    }

    fn finish(self, series: impl Fn() -> String) -> Result<Histogram, Error> {
        let kind = Kind::Histogram;
        let missing = |problem: Problem| problem.at(self.first_line);
        let last =
            self.buckets.last().ok_or_else(|| missing(Problem::NoBuckets { series: series() }))?;
        if last.upper_bound.is_finite() {
            return Err(missing(Problem::MissingInfBucket { series: series() }));
        }
        let sum =
            self.sum.ok_or_else(|| missing(Problem::MissingSum { series: series(), kind }))?;
        let count =
            self.count.ok_or_else(|| missing(Problem::MissingCount { series: series(), kind }))?;
        let bucket = last.cumulative_count;
        if bucket != count {
            let problem = Problem::CountMismatch { series: series(), bucket, count };
            return Err(problem.at(self.count_line));
        }
        Ok(Histogram { buckets: self.buckets, sum, count })
    }
}

/// The format names the infinite bucket by its text, `+Inf`; another spelling, or `-Inf`, is no
/// bound.
fn bound(sample: &Sample) -> Result<f64, Problem> {
    let Some(text) = sample.labels.get(BOUND) else {
        return Err(Problem::MissingLabel { series: series(sample), label: BOUND });
    };
    match float(text) {
        Some(number) if number.is_finite() || text == "+Inf" => Ok(number),
        _ => Err(Problem::InvalidBound { series: series(sample), found: excerpt(text) }),
    }
}
