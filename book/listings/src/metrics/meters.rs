//! What the greenhouse measures.

use prometheus::{
    HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};

use super::pompe::Outcome;

// ANCHOR: metrics
/// The bounds of durations, in seconds.
const SECONDS: [f64; 6] = [0.01, 0.05, 0.1, 0.5, 1.0, 5.0];

/// The bounds of waterings, in litres.
const LITRES: [f64; 4] = [1.0, 2.0, 5.0, 10.0];

/// Everything that the greenhouse measures.
pub struct Metrics {
    registry: Registry,
    pub(super) requests: IntCounterVec,
    pub(super) durations: HistogramVec,
    pub(super) in_flight: IntGauge,
    pub(super) arrosages: IntCounterVec,
    pub(super) litres: HistogramVec,
    pub(super) cuve: IntGauge,
}

impl Metrics {
    /// New metrics, all of them at 0.
    ///
    /// # Errors
    /// When two of them have the same name.
    pub fn new() -> prometheus::Result<Self> {
        let requests = Opts::new("serre_requests_total", "Requests that got a response.");
        let durations =
            HistogramOpts::new("serre_request_duration_seconds", "Time until the response.");
        let arrosages = Opts::new("serre_arrosages_total", "Waterings, by their result.");
        let litres = HistogramOpts::new("serre_arrosage_litres", "Water of each watering.");
        let metrics = Self {
            registry: Registry::new(),
            requests: IntCounterVec::new(requests, &["method", "route", "status"])?,
            durations: HistogramVec::new(durations.buckets(SECONDS.to_vec()), &["route"])?,
            in_flight: IntGauge::new("serre_requests_in_flight", "Requests without a response.")?,
            arrosages: IntCounterVec::new(arrosages, &["result"])?,
            litres: HistogramVec::new(litres.buckets(LITRES.to_vec()), &["plante"])?,
            cuve: IntGauge::new("serre_cuve_litres", "Water that is left in the tank.")?,
        };
        metrics.register()?;
        metrics.reset();
        Ok(metrics)
    }
}
// ANCHOR_END: metrics

impl Metrics {
    fn register(&self) -> prometheus::Result<()> {
        self.registry.register(Box::new(self.requests.clone()))?;
        self.registry.register(Box::new(self.durations.clone()))?;
        self.registry.register(Box::new(self.in_flight.clone()))?;
        self.registry.register(Box::new(self.arrosages.clone()))?;
        self.registry.register(Box::new(self.litres.clone()))?;
        self.registry.register(Box::new(self.cuve.clone()))
    }

    /// Sets everything to 0, as a restart does.
    pub fn reset(&self) {
        self.requests.reset();
        self.durations.reset();
        self.arrosages.reset();
        self.create_series();
        self.litres.reset();
        self.cuve.set(super::upstream::FULL);
    }

    // ANCHOR: create_series
    /// Creates the series whose labels are known, at 0.
    fn create_series(&self) {
        for outcome in Outcome::ALL {
            self.arrosages.with_label_values(&[outcome.name()]);
        }
    }
    // ANCHOR_END: create_series

    // ANCHOR: text
    /// The metrics in the text format, or only those of the given name.
    ///
    /// # Errors
    /// When a metric cannot be written.
    pub fn text(&self, name: Option<&str>) -> prometheus::Result<String> {
        let mut families = self.registry.gather();
        families.retain(|family| name.is_none_or(|name| family.name() == name));
        TextEncoder::new().encode_to_string(&families)
    }
    // ANCHOR_END: text
}
