//! A greenhouse that calls the sensor service, and what both write to their logs: lines of JSON,
//! one for each request, which belong together by their ids.

pub mod context;
mod error;
mod leaky;
pub mod panics;
mod plantes;
mod portes;
mod releves;
mod requests;
pub mod sensors;
mod station;
pub mod subscriber;

use std::io;
use std::process::ExitCode;

use axum::{Router, middleware};
use reqwest::Url;

use station::Station;

/// Every route of the greenhouse. It calls the sensor service at this address.
///
/// # Errors
/// When the HTTP client cannot be built.
pub fn app(sensors: Url) -> reqwest::Result<Router> {
    let routes = Router::new()
        .merge(plantes::router())
        .merge(portes::router())
        .merge(releves::router())
        .nest("/bavard", leaky::router());
    Ok(logged(routes, "serres").with_state(Station::new(sensors)?))
}

// ANCHOR: layers
/// The routes of a service, with a line in the log for each of their requests.
fn logged<S: Clone + Send + Sync + 'static>(routes: Router<S>, service: &'static str) -> Router<S> {
    routes
        .layer(middleware::from_fn(panics::catch))
        // The last layer is the outermost one: it also sees what the others respond.
        .layer(middleware::from_fn_with_state(service, requests::log))
}
// ANCHOR_END: layers

// ANCHOR: start
/// Runs the service. Each line on stderr is JSON, the reason of a failure too.
pub async fn start(service: impl Future<Output = io::Result<()>>) -> ExitCode {
    let level = subscriber::init();
    panics::install_hook();
    let result = match level {
        Ok(()) => service.await,
        Err(invalid) => Err(io::Error::other(invalid)),
    };
    let Err(error) = result else { return ExitCode::SUCCESS };
    tracing::error!(cause = %error, "the service has stopped");
    ExitCode::FAILURE
}
// ANCHOR_END: start
