//! Lab 11, a library: three services in one program. `livres` keeps the books and the reservations of
//! their copies, `membres` the members, `emprunts` the loans.
//!
//! The routes are in `src/livres.rs`, `src/membres.rs` and `src/emprunts.rs`, the settings in `Config`.
//! Start one of the services with `SERVICE=livres cargo lab run 11`.

mod app;
mod borrowing;
mod cle;
mod client;
mod config;
mod database;
mod emprunt;
mod emprunts;
mod error;
mod extract;
mod json_object;
mod livres;
mod logging;
mod membres;
mod neighbours;
mod reconciler;
mod releases;
mod store;
mod texte;
mod timestamp;

use std::process::ExitCode;

use crate::config::Service;
use crate::store::Store;

#[tokio::main]
async fn main() -> ExitCode {
    logging::init();
    let Err(error) = run().await else { return ExitCode::SUCCESS };
    tracing::error!("{error}");
    ExitCode::FAILURE
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let config = config::Config::from_env()?;
    let pool = database::open(config.service, &config.database()).await?;
    let neighbours = neighbours::Neighbours::new(&config)?;
    if config.service == Service::Emprunts {
        reconciler::start(Store::new(pool.clone()), neighbours.clone()).await?;
    }
    let app = app::app(config.service, pool, neighbours);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", config.port)).await?;
    Ok(axum::serve(listener, app).await?)
}
