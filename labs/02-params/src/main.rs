//! Lab 02, parameters and pages: typed values from the query string and the path, and pages made
//! from templates.
//!
//! The pages are `/`, `/accueil`, `/params` and `/bonjour/{name}`; `/api/params` responds in JSON.
//! The service listens on `127.0.0.1:$PORT`, on port 5000 without `PORT`. Start it with
//! `cargo lab run 2`.

mod api;
mod app;
mod config;
mod pages;
mod personne;

use std::net::Ipv4Addr;

use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = config::port()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    eprintln!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app::app()).await
}
