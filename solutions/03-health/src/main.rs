//! Lab 03, semi-structured data: patients' health parameters, in a JSON file, as JSON or as YAML.
//!
//! The routes start with `/api/sante`; `Config` lists the settings. Start it with `cargo lab run 3`.

mod app;
mod config;
mod error;
mod extract;
mod parametres;
mod patients;
mod sante;

use std::{error::Error, io, net::Ipv4Addr, process::ExitCode, sync::Arc};

#[tokio::main]
async fn main() -> ExitCode {
    // Without the time: whatever collects the lines adds it.
    tracing_subscriber::fmt().with_writer(io::stderr).without_time().with_target(false).init();
    let Err(error) = run().await else { return ExitCode::SUCCESS };
    tracing::error!("{error}");
    ExitCode::FAILURE
}

async fn run() -> Result<(), Box<dyn Error>> {
    let config = config::Config::from_env()?;
    let patients = patients::Patients::open(config.patients)?;
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
    axum::serve(listener, app::app(Arc::new(patients))).await?;
    Ok(())
}
