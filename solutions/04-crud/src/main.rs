//! Lab 04, a database: products created, read, changed, deleted and withdrawn from stock.
//!
//! Listens on `127.0.0.1:$PORT`, port 5000 without `PORT`; the products are in the database that
//! `DATABASE_URL` names, SQLite or PostgreSQL, `sqlite://produits.db` without it. Try it with
//! `cargo lab run 4`.

mod app;
mod base;
mod config;
mod erreur;
mod extraire;
mod produit;
mod produits;

use std::error::Error;
use std::net::Ipv4Addr;
use std::process::ExitCode;

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
    let base = base::ouvrir(&config.base).await?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
    axum::serve(listener, app::app(base)).await?;
    Ok(())
}
