//! Lab 03, semi-structured data: the health parameters of patients, kept in a JSON file and
//! answered as JSON or as YAML.
//!
//! Listens on `127.0.0.1:$PORT`, port 5000 without `PORT`; the patients are in the file that
//! `PATIENTS` names, `patients.json` without it. Try it with `cargo lab run 3`.

mod app;
mod config;
mod erreur;
mod extraire;
mod parametres;
mod patients;
mod sante;

use std::error::Error;
use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> ExitCode {
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let config = config::Config::from_env()?;
    let patients = patients::Patients::ouvrir(config.patients)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
    axum::serve(listener, app::app(Arc::new(patients))).await?;
    Ok(())
}
