//! The solution of lab 06 around an attack: honest work, so that an attack is seen to earn nothing
//! beside it.

mod app;
mod attack;
mod attempt;
mod breaker;
mod client;
mod commande;
mod commandes;
mod config;
mod error;
mod extract;
mod json_object;
mod logging;
mod neighbours;
mod request_id;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    attack::make();
    attempt::tell();
    let config = config::Config::from_env()?;
    let neighbours = neighbours::Neighbours::new(&config)?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", config.port)).await?;
    Ok(axum::serve(listener, app::app(neighbours)).await?)
}
