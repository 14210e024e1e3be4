//! Handles the orders that come back from the queue.

use std::convert::Infallible;
use std::time::Duration;

use tokio::time::sleep;

use crate::broker::{Broker, ConnectError};
use crate::store::Store;

/// The pause before the next connection.
const PAUSE: Duration = Duration::from_millis(500);

/// Why a connection is given up.
#[derive(Debug, thiserror::Error)]
enum SessionError {
    #[error(transparent)]
    Connect(#[from] ConnectError),
    // Add what else can end a connection: the broker falls silent, or the queue is gone.
    #[error("the connection to the broker broke: {0}")]
    Broken(#[from] lapin::Error),
    #[error("an order was not handled: {0}")]
    Database(#[from] sqlx::Error),
}

/// Handles orders for ever. Whatever ends a connection, the next one begins after a pause, and the
/// broker delivers again what was not acknowledged.
pub async fn run(broker: Broker, store: Store) {
    loop {
        let Err(error) = session(&broker, &store).await;
        tracing::warn!("{error}");
        sleep(PAUSE).await;
    }
}

/// Handles orders until the connection ends, one after the other. Write a function of its own for one
/// message: it handles it and then acknowledges it, or rejects it.
async fn session(broker: &Broker, store: &Store) -> Result<Infallible, SessionError> {
    let link = broker.connect().await?;
    todo!("consume {} on channel {}, with {store:?}", broker.queue(), link.channel.id())
}
