//! Lab 08, authentication and authorisation: who asks, what they may do, and what nobody must read.
//!
//! Login and logout are in `src/session.rs`, the products in `src/produits.rs`, the settings in `Config`.
//! Start it with `cargo lab run 8`, once JWT_SECRET is set to at least 32 bytes.
#![expect(unused, reason = "what you will use is here already: remove this line at the end")]

mod accounts;
mod app;
mod attempts;
mod config;
mod error;
mod extract;
mod identity;
mod json_object;
mod logging;
mod produits;
mod session;
mod state;
mod stock;
mod tls;
mod token;

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
    let https = match tls::Certificate::of(&config)? {
        Some(certificate) => Some(certificate.https().await?),
        None => None,
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", config.port)).await?;
    Ok(tls::serve(listener, https, app::app(state)).await?)
}
