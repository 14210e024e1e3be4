//! What the handlers share.

use std::sync::Arc;

use reqwest::Url;

use super::meters::Metrics;
use super::pompe::Pompe;
use super::readiness::Readiness;

/// What the handlers share.
#[derive(Clone)]
pub struct AppState {
    pub(super) metrics: Arc<Metrics>,
    pub(super) pompe: Pompe,
    pub(super) readiness: Arc<Readiness>,
}

impl AppState {
    /// The greenhouse whose pump is at this address.
    ///
    /// # Errors
    /// When a metric is declared twice, or the HTTP client cannot be built.
    pub fn new(pump: Url) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let pompe = Pompe::new(pump)?;
        Ok(Self { metrics: Arc::new(Metrics::new()?), pompe, readiness: Arc::default() })
    }

    /// What it has measured.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }
}
