//! Instant selectors: the latest sample of each series that matches.

use std::collections::BTreeSet;

use super::Instant;
use crate::series::is_stale;
use crate::syntax::{Selector, Test};
use crate::{LOOKBACK_MS, Labels, Sample};

impl Instant<'_> {
    /// The latest sample of each series, no later than the instant and no older than the
    /// lookback. A stale marker hides the series.
    pub(super) fn select(&self, selector: &Selector) -> Vec<Sample> {
        let oldest = self.time_ms.saturating_sub(LOOKBACK_MS);
        self.series(selector)
            .filter_map(|(labels, samples)| {
                let later = samples.partition_point(|(time, _)| *time <= self.time_ms);
                let (time, value) = samples[..later].last().copied()?;
                let found = time >= oldest && !is_stale(value);
                found.then(|| Sample { labels: labels.clone(), value })
            })
            .collect()
    }

    pub(super) fn series<'s>(
        &'s self,
        selector: &'s Selector,
    ) -> impl Iterator<Item = (&'s Labels, &'s [(i64, f64)])> {
        self.store.of(&selector.metric).filter(|(labels, _)| matches(selector, labels))
    }
}

fn matches(selector: &Selector, labels: &Labels) -> bool {
    selector.matchers.iter().all(|matcher| {
        let value = labels.get(&matcher.label);
        match &matcher.test {
            Test::Equal(wanted) => value == wanted,
            Test::NotEqual(unwanted) => value != unwanted,
            Test::Like(regex) => regex.is_match(value),
            Test::NotLike(regex) => !regex.is_match(value),
        }
    })
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
