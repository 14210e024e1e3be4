//! A greenhouse that a platform can start, move and stop: it reads its settings once, and ends in an
//! orderly way when it receives a signal.

pub mod config;
mod error;
mod plantes;
mod probes;
mod readiness;
pub mod server;
mod signals;

use std::net::SocketAddrV4;
use std::process::ExitCode;

use axum::Router;
use tokio::net::TcpListener;

pub use config::Config;
pub use readiness::Readiness;
pub use server::Stop;

use crate::logs::subscriber;
use signals::StopSignal;

// ANCHOR: app
/// Every route of the greenhouse.
pub fn app(readiness: Readiness) -> Router {
    plantes::router().merge(probes::router(readiness)).fallback(plantes::unknown)
}
// ANCHOR_END: app

// ANCHOR: start
/// Runs the service, and returns the exit status of the program: 0 if every request was answered.
pub async fn start(announce: impl FnOnce(SocketAddrV4)) -> ExitCode {
    let result = match subscriber::init() {
        Ok(()) => run(announce).await,
        Err(invalid) => Err(invalid.into()),
    };
    match result {
        Ok(Stop::Complete) => ExitCode::SUCCESS,
        Ok(Stop::CutOff) => ExitCode::FAILURE,
        Err(error) => {
            tracing::error!(cause = %error, "the service cannot run");
            ExitCode::FAILURE
        }
    }
}
// ANCHOR_END: start

// ANCHOR: run
async fn run(announce: impl FnOnce(SocketAddrV4)) -> Result<Stop, Box<dyn std::error::Error>> {
    let config = Config::from_env()?;
    // Before anybody can know that the service is there, it is ready for the signals.
    let signal = StopSignal::install()?;
    let listener = TcpListener::bind((config.host, config.port)).await?;
    announce(SocketAddrV4::new(config.host, listener.local_addr()?.port()));
    let readiness = Readiness::default();
    let app = app(readiness.clone());
    let stop = server::serve(listener, app, readiness, signal.received(), config).await?;
    Ok(stop)
}
// ANCHOR_END: run
