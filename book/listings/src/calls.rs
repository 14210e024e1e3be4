//! A greenhouse that calls two other services: the weather station and the seed service.

mod breaker;
mod client;
mod error;
mod request_id;
mod resilient;
mod serres;
mod services;
pub mod upstream;

use std::sync::Arc;

use axum::{Router, middleware};

pub use services::Config;

use serres::{AppState, LastKnown};
use services::Services;

/// Every route of the greenhouse. It calls the services at the addresses in `config`.
///
/// # Errors
/// When the HTTP client cannot be built.
pub fn app(config: &Config) -> reqwest::Result<Router> {
    let services = Arc::new(Services::new(config)?);
    let state = AppState { services, last: Arc::new(LastKnown::default()) };
    Ok(serres::router().layer(middleware::from_fn(request_id::assign)).with_state(state))
}
