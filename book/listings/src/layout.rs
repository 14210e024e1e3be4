//! A whole service, laid out as the labs are: this file is its entry point.

// ANCHOR: main
mod app;
mod config;
mod plantes;
mod serre;

use std::net::Ipv4Addr;

use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = config::port()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    eprintln!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app::app()).await
}
// ANCHOR_END: main

/// The whole service, for the tests.
pub fn app() -> axum::Router {
    app::app()
}

/// The port that the environment asks for.
pub fn port() -> std::io::Result<u16> {
    config::port()
}

/// `main`, under a name that a library can export.
pub fn start() -> std::io::Result<()> {
    main()
}
