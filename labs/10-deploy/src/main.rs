//! Lab 10, managed startup and shutdown: the service of lab 09, and what a platform needs to start, move and
//! stop it.
//!
//! How it stops is in `src/stop.rs`, the settings are in `Config`. The files for the platform are beside
//! `src/`: `Dockerfile`, `.dockerignore`, `k8s/`, `ci.yaml`. Start it with `cargo lab run 10`.
#![expect(unused, reason = "what you will use is here already: remove this line at the end")]

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
mod stop;
mod trace_context;

use std::error::Error;
use std::process::{self, ExitCode};
use std::time::Duration;

use tokio::net::TcpListener;

use crate::config::Config;
use crate::state::AppState;
use crate::stop::{Ending, Stopping, Times};

#[tokio::main]
async fn main() -> ExitCode {
    logging::init();
    match run().await {
        Ok(Ending::Finished) => ExitCode::SUCCESS,
        Ok(Ending::CutOff) => {
            tracing::error!("some requests were not finished in time");
            // Waits for nothing that still runs, as the return from `main` might.
            process::exit(1)
        }
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<Ending, Box<dyn Error>> {
    let config = Config::from_env()?;
    let signal = stop::signal()?;
    let stopping = Stopping::default();
    let state = AppState::new(&config, stopping.clone())?;
    // Let it listen where `HOTE` says.
    let listener = TcpListener::bind(("127.0.0.1", config.port)).await?;
    let times = Times { notice: Duration::from_millis(500), limit: Duration::from_secs(5) };
    Ok(stop::serve(listener, app::app(state), signal, stopping, times).await?)
}
