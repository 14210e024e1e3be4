//! What the handlers share.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::metrics::Metrics;
use crate::stop::Stopping;

/// What the handlers share. Each takes the part that it needs, by `State<Arc<Metrics>>` for example.
#[derive(Clone, FromRef)]
pub struct AppState {
    pub catalogue: Arc<Catalogue>,
    pub metrics: Arc<Metrics>,
    pub stopping: Stopping,
}

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    #[error("a metric cannot be registered: {0}")]
    Metrics(#[from] prometheus::Error),
    #[error("no HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

impl AppState {
    /// # Errors
    /// When a metric is declared twice, or the HTTP client cannot be built.
    pub fn new(config: &Config, stopping: Stopping) -> Result<Self, StateError> {
        let metrics = Arc::new(Metrics::new()?);
        let catalogue = Arc::new(Catalogue::new(config, Arc::clone(&metrics))?);
        Ok(Self { catalogue, metrics, stopping })
    }
}
