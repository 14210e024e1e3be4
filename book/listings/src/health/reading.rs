//! The file of the plants, read as a whole before the service listens.

use std::net::Ipv4Addr;
use std::process::ExitCode;

use axum::{Json, Router, routing::get};
use tokio::net::TcpListener;

// ANCHOR: types
use serde::{Deserialize, Serialize};

/// What is known of a plant.
#[derive(Clone, Deserialize, Serialize)]
pub struct Culture {
    arrosages: u32,
    hauteur_cm: f64,
    lumiere: Lumiere,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
struct Lumiere {
    max: u32,
    min: u32,
}
// ANCHOR_END: types

// ANCHOR: read
use std::{collections::BTreeMap, fs::File, io::BufReader, path::Path};

/// The plants by name. An error is one line that names the file.
pub fn read(path: &Path) -> Result<BTreeMap<String, Culture>, String> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_reader(BufReader::new(file))
        .map_err(|error| format!("{}: {error}", path.display()))
}
// ANCHOR_END: read

// ANCHOR: main
#[tokio::main]
async fn main() -> ExitCode {
    match serve(Path::new("plantes.json")).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let plantes = read(path)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 5000)).await?;
    axum::serve(listener, app(plantes)).await?;
    Ok(())
}
// ANCHOR_END: main

fn app(plantes: BTreeMap<String, Culture>) -> Router {
    Router::new().route("/plantes", get(move || async move { Json(plantes) }))
}

/// `main`, under a name that a library can export.
pub fn start() -> ExitCode {
    main()
}
