//! The file of the plants, read as a whole before anything is served.

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

// ANCHOR: lire
use std::{collections::BTreeMap, fs::File, io::BufReader, path::Path};

/// The plants by name. An error is one line that names the file.
pub fn lire(fichier: &Path) -> Result<BTreeMap<String, Culture>, String> {
    let ouvert = File::open(fichier).map_err(|error| format!("{}: {error}", fichier.display()))?;
    serde_json::from_reader(BufReader::new(ouvert))
        .map_err(|error| format!("{}: {error}", fichier.display()))
}
// ANCHOR_END: lire

// ANCHOR: main
#[tokio::main]
async fn main() -> ExitCode {
    match servir(Path::new("plantes.json")).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn servir(fichier: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let plantes = lire(fichier)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 5000)).await?;
    axum::serve(listener, app(plantes)).await?;
    Ok(())
}
// ANCHOR_END: main

fn app(plantes: BTreeMap<String, Culture>) -> Router {
    Router::new().route("/plantes", get(move || async move { Json(plantes) }))
}

/// What cargo would call in a program.
pub fn start() -> ExitCode {
    main()
}
