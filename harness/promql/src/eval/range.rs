//! Functions over the samples of a range.

use super::instant::Instant;
use crate::series::{Point, is_stale};
use crate::syntax::{Range, RangeFunction};
use crate::{EvalError, Labels, Sample};

/// Applies the function to each series that has samples for it. The metric name is dropped.
pub(super) fn over_range(
    instant: Instant<'_>,
    function: RangeFunction,
    range: &Range,
) -> Result<Vec<Sample>, EvalError> {
    let end = instant.time_ms;
    let window = Window { start: end.saturating_sub(range.milliseconds), end };
    let result = |(labels, samples): (&Labels, &[Point])| {
        let samples = window.samples(samples);
        let value = match function {
            RangeFunction::Increase => window.increase(&samples)?,
            RangeFunction::Rate => window.rate(&samples)?,
            RangeFunction::InstantRate => instant_rate(&samples)?,
        };
        Some(Sample { labels: labels.clone().without_name(), value })
    };
    Ok(instant.series(&range.selector)?.into_iter().filter_map(result).collect())
}

/// A range of time in milliseconds, both ends included.
struct Window {
    start: i64,
    end: i64,
}

impl Window {
    fn samples(&self, all: &[Point]) -> Vec<Point> {
        let first = all.partition_point(|(time, _)| *time < self.start);
        let later = all.partition_point(|(time, _)| *time <= self.end);
        let within = all.get(first..later).unwrap_or_default();
        within.iter().copied().filter(|(_, value)| !is_stale(*value)).collect()
    }

    fn increase(&self, samples: &[Point]) -> Option<f64> {
        let growth = growth(samples)?;
        Some(growth * self.extrapolation(samples, growth)?)
    }

    fn rate(&self, samples: &[Point]) -> Option<f64> {
        let growth = growth(samples)?;
        // In this order, so that the result is rounded as in Prometheus.
        let factor = self.extrapolation(samples, growth)? / self.seconds();
        Some(growth * factor)
    }

    fn seconds(&self) -> f64 {
        seconds_between(self.start, self.end)
    }

    /// The factor by which the growth between the first and the last sample becomes the growth
    /// over the whole range.
    ///
    /// Samples rarely lie on the ends of a range. Up to an end that is near, as measured by the
    /// average distance between samples, the growth is taken to go on; towards one that is
    /// further away, for half that distance. A counter is never taken back below zero.
    ///
    /// The formula is that of `extrapolatedRate` in `promql/functions.go` of Prometheus 2.42.
    fn extrapolation(&self, samples: &[Point], growth: f64) -> Option<f64> {
        let ((first, first_value), (last, _)) = (*samples.first()?, *samples.last()?);
        let sampled = seconds_between(first, last);
        let average_distance = sampled / (samples.len() - 1) as f64;
        let mut to_start = seconds_between(self.start, first);
        let to_end = seconds_between(last, self.end);
        if growth > 0.0 && first_value >= 0.0 {
            let to_zero = sampled * (first_value / growth);
            if to_zero < to_start {
                to_start = to_zero;
            }
        }
        let near = average_distance * 1.1;
        let extension = |distance| if distance < near { distance } else { average_distance / 2.0 };
        Some((sampled + extension(to_start) + extension(to_end)) / sampled)
    }
}

/// How much a counter grew between its first and last sample: after a reset it starts from zero.
fn growth(samples: &[Point]) -> Option<f64> {
    let ((_, first), (_, last)) = (samples.first()?, samples.last()?);
    if samples.len() < 2 {
        return None;
    }
    let mut growth = last - first;
    for pair in samples.windows(2) {
        if let [(_, before), (_, after)] = pair
            && after < before
        {
            growth += before;
        }
    }
    Some(growth)
}

/// The rate between the last two samples (`instantValue` in `promql/functions.go`).
fn instant_rate(samples: &[Point]) -> Option<f64> {
    let [.., (earlier, before), (later, after)] = samples else { return None };
    let growth = if after < before { *after } else { after - before };
    Some(growth / seconds_between(*earlier, *later))
}

fn seconds_between(start_ms: i64, end_ms: i64) -> f64 {
    end_ms.saturating_sub(start_ms) as f64 / 1000.0
}
