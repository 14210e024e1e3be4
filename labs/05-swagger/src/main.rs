//! Lab 05, documentation: lab 04's service, a document that describes it, and a page to try it.
//!
//! The routes start with `/api`; `Config` lists the settings. Start it with `cargo lab run 5`.

mod app;
mod config;
mod database;
mod document;
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
