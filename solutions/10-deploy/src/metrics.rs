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
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    in_flight: IntGauge,
    calls: IntCounterVec,
}

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

/// A request that is being served: the gauge falls when it is dropped, also because its client left.
pub struct InFlight(IntGauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    /// # Errors
    /// When two metrics have the same name.
    pub fn new() -> Result<Self, prometheus::Error> {
        let metrics = Self {
            registry: Registry::new(),
            requests: IntCounterVec::new(
                Opts::new("http_requests_total", "Requests that were answered."),
                &["method", "route", "status"],
            )?,
            durations: HistogramVec::new(
                HistogramOpts::new(
                    "http_request_duration_seconds",
                    "From the request to its response.",
                )
                .buckets(BOUNDS.to_vec()),
                &["method", "route"],
            )?,
            in_flight: IntGauge::new("http_requests_in_flight", "Requests that are under way.")?,
            calls: IntCounterVec::new(
                Opts::new("catalogue_requests_total", "Calls of the catalogue, by their result."),
                &["result"],
            )?,
        };
        metrics.registry.register(Box::new(metrics.requests.clone()))?;
        metrics.registry.register(Box::new(metrics.durations.clone()))?;
        metrics.registry.register(Box::new(metrics.in_flight.clone()))?;
        metrics.registry.register(Box::new(metrics.calls.clone()))?;
        Ok(metrics)
    }

    /// Counts a request as under way, until the result is dropped.
    pub fn enter(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// Counts a request that was answered, and how long it took, in seconds.
    pub fn answered(&self, method: &Method, route: &str, status: StatusCode, seconds: f64) {
        let method = method_label(method);
        self.durations.with_label_values(&[method, route]).observe(seconds);
        self.requests.with_label_values(&[method, route, status.as_str()]).inc();
    }

    /// Counts a call of the catalogue.
    pub fn called(&self, result: CallResult) {
        self.calls.with_label_values(&[result.label()]).inc();
    }

    /// All metrics, in the text format of Prometheus.
    pub fn text(&self) -> Result<String, prometheus::Error> {
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}

/// The value of the label `method`: a client may invent methods, but not series.
fn method_label(method: &Method) -> &str {
    match *method {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PUT
        | Method::PATCH
        | Method::DELETE
        | Method::OPTIONS
        | Method::TRACE
        | Method::CONNECT => method.as_str(),
        _ => "OTHER",
    }
}
