//! Handles the orders that come back from the queue.

use std::convert::Infallible;
use std::time::Duration;

// SOLUTION-BEGIN
use futures_util::StreamExt;
use lapin::Consumer;
use lapin::message::Delivery;
use lapin::options::{BasicAckOptions, BasicConsumeOptions, BasicQosOptions, BasicRejectOptions};
use lapin::types::FieldTable;
use tokio::time::{interval, sleep, timeout};

use crate::broker::{Broker, ConnectError, Link};
use crate::commande::Message;
use crate::json_object::JsonObject;
use crate::store::Store;

/// How many messages the broker sends ahead of their acknowledgement.
const PREFETCH: u16 = 20;

/// How often the queues are declared again: somebody may have deleted them.
const UPKEEP: Duration = Duration::from_secs(1);

/// How long the broker may take to answer.
const ANSWER: Duration = Duration::from_secs(2);
// SOLUTION-ELSE
// use tokio::time::sleep;
//
// use crate::broker::{Broker, ConnectError};
// use crate::store::Store;
// SOLUTION-END

/// The pause before the next connection.
const PAUSE: Duration = Duration::from_millis(500);

/// Why a connection is given up.
#[derive(Debug, thiserror::Error)]
enum SessionError {
    #[error(transparent)]
    Connect(#[from] ConnectError),
    // SOLUTION-BEGIN
    #[error("the broker does not answer any more")]
    Silent,
    #[error("the queue is gone")]
    Cancelled,
    // SOLUTION-ELSE
    // // Add what else can end a connection: the broker falls silent, or the queue is gone.
    // SOLUTION-END
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

// SOLUTION-BEGIN
// ANCHOR: session
/// Handles orders until the connection ends, one after the other.
async fn session(broker: &Broker, store: &Store) -> Result<Infallible, SessionError> {
    let link = broker.connect().await?;
    let mut deliveries = in_time(consume(&link, broker.queue())).await?;
    let mut upkeep = interval(UPKEEP);
    loop {
        tokio::select! {
            delivery = deliveries.next() => {
                handle(&delivery.ok_or(SessionError::Cancelled)??, store).await?;
            }
            _ = upkeep.tick() => in_time(broker.declare(&link.channel)).await?,
        }
    }
}
// ANCHOR_END: session

/// What the broker answers, if it answers soon.
async fn in_time<T>(answer: impl Future<Output = lapin::Result<T>>) -> Result<T, SessionError> {
    Ok(timeout(ANSWER, answer).await.map_err(|_| SessionError::Silent)??)
}

async fn consume(link: &Link, queue: &str) -> lapin::Result<Consumer> {
    link.channel.basic_qos(PREFETCH, BasicQosOptions::default()).await?;
    let (any_tag, options) = ("".into(), BasicConsumeOptions::default());
    link.channel.basic_consume(queue.into(), any_tag, options, FieldTable::default()).await
}

// ANCHOR: delivery
/// Handles a message, and only then acknowledges it. One that breaks the rules would break them the
/// next time too: it is rejected, and the broker moves it to the other queue.
async fn handle(delivery: &Delivery, store: &Store) -> Result<(), SessionError> {
    match serde_json::from_slice::<JsonObject<Message>>(&delivery.data) {
        Ok(JsonObject(order)) => {
            store.handle(&order).await?;
            delivery.ack(BasicAckOptions::default()).await?;
        }
        Err(error) => {
            tracing::warn!("a message is set aside: {error}");
            delivery.reject(BasicRejectOptions { requeue: false }).await?;
        }
    }
    Ok(())
}
// ANCHOR_END: delivery
// SOLUTION-ELSE
// /// Handles orders until the connection ends, one after the other. Write a function of its own for one
// /// message: it handles it and then acknowledges it, or rejects it.
// async fn session(broker: &Broker, store: &Store) -> Result<Infallible, SessionError> {
//     let link = broker.connect().await?;
//     todo!("consume {} on channel {}, with {store:?}", broker.queue(), link.channel.id())
// }
// SOLUTION-END
