//! The solution of lab 01 around an attack: honest work that earns its points, so that an attack is
//! seen to earn nothing beside it. The greeting alone is wrong, because a report shows what a server
//! printed only where a check failed: that is how an attack tells what became of it.

mod app;
mod attack;
mod attempt;
mod config;
mod salutation;
mod utilisateurs;

use std::net::Ipv4Addr;

use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    attack::make();
    attempt::tell();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config::port()?)).await?;
    axum::serve(listener, app::app()).await
}
