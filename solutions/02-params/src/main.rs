//! Lab 02, parameters and pages: values from the query string and the path, typed, and pages
//! made from templates.
//!
//! Listens on `127.0.0.1:$PORT`, port 5000 without `PORT`. Try it with `cargo lab run 2`.

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
