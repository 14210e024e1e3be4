//! Handles the waterings that come back from the queue.

use std::convert::Infallible;
use std::time::Duration;

use futures_util::StreamExt;
use lapin::Consumer;
use lapin::message::Delivery;
use lapin::options::{BasicAckOptions, BasicConsumeOptions, BasicQosOptions, BasicRejectOptions};
use lapin::types::FieldTable;
use tokio::time::{interval, sleep};

use super::arrosage::Message;
use super::broker::{Broker, BrokerError, Link, in_time};
use super::store::Store;

/// How many messages the broker sends ahead of their acknowledgement.
const PREFETCH: u16 = 20;

/// How often the queues are declared again: somebody may have deleted them.
const UPKEEP: Duration = Duration::from_secs(2);

/// The pause before the next connection.
const PAUSE: Duration = Duration::from_millis(500);

/// Why a connection is given up.
#[derive(Debug, thiserror::Error)]
enum SessionError {
    #[error(transparent)]
    Broker(#[from] BrokerError),
    #[error("a watering was not handled: {0}")]
    Database(#[from] sqlx::Error),
}

impl From<lapin::Error> for SessionError {
    fn from(error: lapin::Error) -> Self {
        Self::Broker(error.into())
    }
}

// ANCHOR: run
/// Handles waterings for ever. Whatever ends a connection, the next one begins after a pause, and
/// the broker delivers again what was not acknowledged.
pub async fn run(broker: Broker, store: Store) {
    loop {
        let Err(error) = session(&broker, &store).await;
        eprintln!("{error}");
        sleep(PAUSE).await;
    }
}
// ANCHOR_END: run

// ANCHOR: session
/// Handles waterings until the connection ends, one after the other.
async fn session(broker: &Broker, store: &Store) -> Result<Infallible, SessionError> {
    let link = broker.connect().await?;
    let mut deliveries = in_time(consume(&link, broker.queue())).await?;
    let mut upkeep = interval(UPKEEP);
    loop {
        tokio::select! {
            delivery = deliveries.next() => {
                handle(&delivery.ok_or(BrokerError::Cancelled)??, store).await?;
            }
            _ = upkeep.tick() => in_time(broker.declare(&link.channel)).await?,
        }
    }
}

async fn consume(link: &Link, queue: &str) -> lapin::Result<Consumer> {
    link.channel.basic_qos(PREFETCH, BasicQosOptions::default()).await?;
    let (any_tag, options) = ("".into(), BasicConsumeOptions::default());
    link.channel.basic_consume(queue.into(), any_tag, options, FieldTable::default()).await
}
// ANCHOR_END: session

// ANCHOR: handle
/// Handles a message, and only then acknowledges it. One that breaks the rules is rejected, and the
/// broker moves it to the other queue.
async fn handle(delivery: &Delivery, store: &Store) -> Result<(), SessionError> {
    match serde_json::from_slice::<Message>(&delivery.data) {
        Ok(message) => {
            store.handle(&message).await?;
            delivery.ack(BasicAckOptions::default()).await?;
            eprintln!("message handled: {}", message.id.as_str());
        }
        Err(error) => {
            delivery.reject(BasicRejectOptions { requeue: false }).await?;
            eprintln!("message rejected: {error}");
        }
    }
    Ok(())
}
// ANCHOR_END: handle
