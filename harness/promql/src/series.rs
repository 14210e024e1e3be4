//! The made series on which an expression is evaluated.

use std::collections::BTreeMap;

use crate::{Labels, StoreError};

/// How old the sample may be that an instant selector finds: five minutes, the default of
/// Prometheus (`--query.lookback-delta`).
pub const LOOKBACK_MS: i64 = 5 * 60 * 1000;

/// The sample that Prometheus writes when a series ends, so that selectors stop finding it at
/// once. A recorded rule that no longer gives a sample for some labels ends that series.
/// The value is `StaleNaN` of `model/value/value.go` in Prometheus.
pub const STALE: f64 = f64::from_bits(0x7ff0_0000_0000_0002);

/// A sample: its time in milliseconds, and its value.
pub(crate) type Point = (i64, f64);

/// A series: its labels and samples (milliseconds, value), each later than the one before.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The labels, the metric name among them.
    pub labels: Labels,
    /// The samples: time in milliseconds, value.
    pub samples: Vec<(i64, f64)>,
}

/// All series, by metric name.
#[derive(Debug, Clone, Default)]
pub struct Store(BTreeMap<String, BTreeMap<Labels, Vec<Point>>>);

impl Store {
    /// A store with these series. Two with the same labels become one.
    ///
    /// # Errors
    /// As [`Store::push`].
    pub fn new(series: impl IntoIterator<Item = Series>) -> Result<Self, StoreError> {
        let mut store = Self::default();
        for one in series {
            for (time_ms, value) in one.samples {
                store.push(&one.labels, time_ms, value)?;
            }
        }
        Ok(store)
    }

    /// Appends a sample to the series with these labels, which starts with its first sample.
    ///
    /// # Errors
    /// Fails when there is no metric name, and when the sample is not later than the last one.
    pub fn push(&mut self, labels: &Labels, time_ms: i64, value: f64) -> Result<(), StoreError> {
        if labels.name().is_empty() {
            return Err(StoreError::Unnamed { labels: labels.clone() });
        }
        let metric = self.0.entry(labels.name().to_owned()).or_default();
        let samples = metric.entry(labels.clone()).or_default();
        if samples.last().is_some_and(|(last, _)| *last >= time_ms) {
            return Err(StoreError::OutOfOrder { labels: labels.clone(), time_ms });
        }
        samples.push((time_ms, value));
        Ok(())
    }

    pub(crate) fn has(&self, labels: &Labels) -> bool {
        self.0.get(labels.name()).is_some_and(|series| series.contains_key(labels))
    }

    /// The series of a metric, in the order of their labels.
    pub(crate) fn of(&self, metric: &str) -> impl Iterator<Item = (&Labels, &[Point])> {
        let series = self.0.get(metric).into_iter().flatten();
        series.map(|(labels, samples)| (labels, samples.as_slice()))
    }
}

/// Whether a value is [`STALE`]. Any other NaN is an ordinary value.
pub(crate) fn is_stale(value: f64) -> bool {
    value.to_bits() == STALE.to_bits()
}
