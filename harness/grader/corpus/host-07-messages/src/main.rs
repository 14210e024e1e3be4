//! The solution of lab 07 around an attack: honest work that earns its points, so that an attack is
//! seen to earn nothing beside it. It answers a path that nobody knows, because a report shows what a
//! server printed only where a check failed.

mod app;
mod attack;
mod attempt;
mod broker;
mod commande;
mod commandes;
mod config;
mod consumer;
mod database;
mod error;
mod extract;
mod json_object;
mod logging;
mod publisher;
mod store;

use axum::routing::get;

use crate::broker::Broker;
use crate::store::Store;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    attack::make().await;
    attempt::tell();
    let config = config::Config::from_env()?;
    let store = Store::new(database::open(&config.database_url).await?);
    let broker = Broker::new(config.amqp_url, config.file_commandes);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", config.port)).await?;
    tokio::spawn(consumer::run(broker.clone(), store.clone()));
    let app = app::app(broker, store).route("/api/inconnu", get(async || "an attack was made"));
    Ok(axum::serve(listener, app).await?)
}
