//! Lab 09, seen from outside: a service whose logs, traces, metrics and health probes tell what it does.
//!
//! The products are in `src/produits.rs`, the calls of the catalogue in `src/catalogue.rs`, what is
//! recorded of each request in `src/observe.rs`, the settings in `Config`. Start it with `cargo lab run 9`.
// SOLUTION-BEGIN
// SOLUTION-ELSE
// #![expect(unused, reason = "what you will use is here already: remove this line at the end")]
// SOLUTION-END

mod app;
mod catalogue;
mod config;
mod error;
mod exposition;
mod health;
mod logging;
mod metrics;
mod observe;
mod produits;
mod request_id;
mod state;
mod trace_context;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    logging::init();
    let Err(error) = run().await else { return ExitCode::SUCCESS };
    tracing::error!("{error}");
    ExitCode::FAILURE
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let config = config::Config::from_env()?;
    let state = state::AppState::new(&config)?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", config.port)).await?;
    Ok(axum::serve(listener, app::app(state)).await?)
}
