//! Lab 04, a database: products, listed, searched, changed, and withdrawn from stock.
//!
//! The routes are in `src/produits.rs`, the settings in `Config`. Start it with `cargo lab run 4`.

mod app;
mod config;
mod database;
mod error;
mod extract;
mod logging;
mod produit;
mod produits;

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
    let pool = database::open(&config.database_url).await?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", config.port)).await?;
    Ok(axum::serve(listener, app::app(pool)).await?)
}
