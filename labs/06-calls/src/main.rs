//! Lab 06, services that call each other: orders, with the names and prices that two other services
//! know.
//!
//! The routes are in `src/commandes.rs`, the settings in `Config`. Start it with `cargo lab run 6`.

mod app;
mod breaker;
mod client;
mod commande;
mod commandes;
mod config;
mod error;
mod extract;
mod json_object;
mod logging;
mod neighbours;
mod request_id;

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
    let neighbours = neighbours::Neighbours::new(&config)?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", config.port)).await?;
    Ok(axum::serve(listener, app::app(neighbours)).await?)
}
