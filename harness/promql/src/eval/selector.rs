//! Instant selectors: the latest sample of each series that matches.

use std::collections::BTreeSet;

use super::instant::Instant;
use crate::series::{Point, is_stale};
use crate::syntax::{Selector, Test};
use crate::{EvalError, LOOKBACK_MS, Labels, Sample};

/// The latest sample of each series, no later than the instant and no older than the
/// lookback. A stale marker hides the series.
pub(super) fn select(instant: Instant<'_>, selector: &Selector) -> Result<Vec<Sample>, EvalError> {
    let oldest = instant.time_ms.saturating_sub(LOOKBACK_MS);
    let latest = |(labels, samples): (&Labels, &[Point])| {
        let later = samples.partition_point(|(time, _)| *time <= instant.time_ms);
        let (time, value) = samples[..later].last().copied()?;
        let found = time >= oldest && !is_stale(value);
        found.then(|| Sample { labels: labels.clone(), value })
    };
    Ok(instant.series(selector)?.into_iter().filter_map(latest).collect())
}

/// The labels that a selector requires by `=`. One that is matched again is left out, as in
/// Prometheus (`createLabelsForAbsentFunction` in `promql/functions.go`).
pub(super) fn required_labels(selector: &Selector) -> Labels {
    let mut labels = Labels::default();
    let mut required = BTreeSet::new();
    for matcher in &selector.matchers {
        match &matcher.test {
            Test::Equal(value) if required.insert(&matcher.label) => {
                labels.set(&matcher.label, value);
            }
            _ => labels.set(&matcher.label, ""),
        }
    }
    labels
}
