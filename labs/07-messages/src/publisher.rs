//! Publishes orders, and knows for each whether the broker has it.

use std::sync::Arc;
use std::time::Duration;

use lapin::options::ConfirmSelectOptions;
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::broker::{Broker, ConnectError, Link};
use crate::commande::Message;

/// How long it may take to publish an order, connecting included: a client has its response in time.
const PATIENCE: Duration = Duration::from_millis(2_500);

/// How long the broker may take to confirm a message.
const CONFIRM: Duration = Duration::from_secs(2);

/// The publishing side: one connection, which all requests share, and which is made again when it
/// is needed and gone.
pub struct Publisher {
    broker: Broker,
    link: Mutex<Option<Arc<Link>>>,
}

/// Why it is not certain that the broker has an order.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("the message was not published: {0}")]
    Failed(#[from] lapin::Error),
    #[error("the broker did not confirm the message in time")]
    Unconfirmed,
    // Add what else can happen: the broker refuses the message, or no queue takes it.
}

impl Publisher {
    pub fn new(broker: Broker) -> Self {
        Self { broker, link: Mutex::default() }
    }

    /// Publishes an order. When this returns without an error, the order is in the queue.
    pub async fn publish(&self, order: &Message) -> Result<(), PublishError> {
        let published = timeout(PATIENCE, self.publish_on_link(order)).await;
        published.unwrap_or(Err(PublishError::Unconfirmed))
    }

    async fn publish_on_link(&self, order: &Message) -> Result<(), PublishError> {
        let link = self.link().await?;
        let published = timeout(CONFIRM, self.send(&link, order)).await;
        let published = published.unwrap_or(Err(PublishError::Unconfirmed));
        if let Err(PublishError::Failed(_) | PublishError::Unconfirmed) = published {
            self.forget(&link).await;
        }
        published
    }

    /// The connection, made again if it is gone.
    async fn link(&self) -> Result<Arc<Link>, PublishError> {
        let mut shared = self.link.lock().await;
        if let Some(link) = shared.as_ref().filter(|link| link.is_open()) {
            return Ok(Arc::clone(link));
        }
        *shared = None;
        let link = self.broker.connect().await?;
        link.channel.confirm_select(ConfirmSelectOptions::default()).await?;
        Ok(Arc::clone(shared.insert(Arc::new(link))))
    }

    /// The next request does not use this connection any more: it may be silent for ever.
    async fn forget(&self, link: &Arc<Link>) {
        let mut shared = self.link.lock().await;
        shared.take_if(|shared| Arc::ptr_eq(shared, link));
    }

    /// Sends a message to the queue, and waits for the broker to confirm that it is there.
    async fn send(&self, link: &Link, order: &Message) -> Result<(), PublishError> {
        todo!("publish {order:?} on channel {}", link.channel.id())
    }
}
