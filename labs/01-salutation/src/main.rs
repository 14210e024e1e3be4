//! Lab 01, a first API: it greets, adds users and removes them.
//!
//! The routes are `GET /api/salutation`, `POST /api/utilisateurs` and
//! `DELETE /api/utilisateurs/{nom}`. The service listens on `127.0.0.1:$PORT`, on port 5000 without
//! `PORT`. Start it with `cargo lab run 1`.

mod app;
mod config;
mod salutation;
mod utilisateurs;

use std::net::Ipv4Addr;

use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = config::port()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    eprintln!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app::app()).await
}
