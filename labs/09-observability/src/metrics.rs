//! What the service counts and measures, for Prometheus to read at `GET /metrics`.
//!
//! Each combination of label values is a series, which Prometheus keeps in memory. So no label takes a value
//! that clients choose freely: the route is the pattern, never the path, and a method that is not on the
//! list is `OTHER`.

use axum::http::{Method, StatusCode};
use prometheus::{
    HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};

/// The upper bounds of the buckets, in seconds; `+Inf` is added.
const BOUNDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The metrics of the service.
///
/// Write its fields: the registry, and one for each metric.
pub struct Metrics {}

/// What became of a call of the catalogue.
#[derive(Clone, Copy)]
pub enum CallResult {
    Ok,
    NotFound,
    Error,
    Timeout,
}

impl CallResult {
    /// The value of the label `result`.
    fn label(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NotFound => "not_found",
            Self::Error => "error",
            Self::Timeout => "timeout",
        }
    }
}

impl Metrics {
    /// # Errors
    /// When two metrics have the same name.
    pub fn new() -> Result<Self, prometheus::Error> {
        Ok(Self {})
    }

    /// Counts a call of the catalogue.
    pub fn called(&self, result: CallResult) {
        // Count it, by its label.
        let _ = result.label();
    }

    /// All metrics, in the text format of Prometheus.
    pub fn text(&self) -> Result<String, prometheus::Error> {
        todo!("write what the registry gathers")
    }
}
