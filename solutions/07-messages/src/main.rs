//! Lab 07, a queue between services: orders that are published to a broker, and handled when they
//! come back from it.
//!
//! The routes are in `src/commandes.rs`, the settings in `Config`. Start it with `cargo lab run 7`.

mod app;
mod broker;
mod commande;
mod commandes;
mod config;
mod consumer;
mod database;
mod error;
mod extract;
mod json_object;
mod logging;
mod publisher;
mod store;

use std::process::ExitCode;

use crate::broker::Broker;
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
    let store = Store::new(database::open(&config.database_url).await?);
    let broker = Broker::new(config.amqp_url, config.file_commandes);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", config.port)).await?;

    let consumer = tokio::spawn(consumer::run(broker.clone(), store.clone()));
    let server = axum::serve(listener, app::app(broker, store));
    server.with_graceful_shutdown(asked_to_stop()).await?;
    // What is under way is not acknowledged yet: it comes back after the next start.
    consumer.abort();
    Ok(())
}

/// Ends when the service is asked to stop: Ctrl-C in a terminal, SIGTERM by a platform.
async fn asked_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminated = signal(SignalKind::terminate()).expect("a handler for SIGTERM");
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupted.await.expect("a handler for Ctrl-C");
}
