//! A greenhouse that records its waterings: it publishes them to RabbitMQ, and handles them when
//! they come back from the queue.

mod arrosage;
mod broker;
mod consumer;
mod error;
mod publisher;
mod routes;
mod store;
pub mod valve;

use std::io;
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;

pub use broker::{Broker, BrokerError, Link};
pub use consumer::run;
pub use store::Store;

use publisher::Publisher;
use routes::AppState;

/// Every route of the greenhouse.
pub fn app(broker: Broker, store: Store) -> Router {
    let publisher = Arc::new(Publisher::new(broker));
    routes::router().with_state(AppState { publisher, store })
}

// ANCHOR: serve
/// Serves requests and handles messages, until `stop` ends.
pub async fn serve(
    listener: TcpListener,
    broker: Broker,
    store: Store,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let consumer = tokio::spawn(run(broker.clone(), store.clone()));
    let server = axum::serve(listener, app(broker, store));
    let served = server.with_graceful_shutdown(stop).await;
    // What is under way is not acknowledged yet: it comes back after the next start.
    consumer.abort();
    served
}
// ANCHOR_END: serve
