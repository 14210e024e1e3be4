//! Publishes waterings, and knows for each whether the broker has it.

use std::sync::Arc;

use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::{BasicProperties, Confirmation};
use tokio::sync::Mutex;

use super::arrosage::Message;
use super::broker::{Broker, BrokerError, Link, in_time};

/// `delivery_mode` of a message that the broker writes to its disk.
const PERSISTENT: u8 = 2;

/// The publishing side: one connection, which all requests share.
pub struct Publisher {
    broker: Broker,
    link: Mutex<Option<Arc<Link>>>,
}

impl Publisher {
    pub fn new(broker: Broker) -> Self {
        Self { broker, link: Mutex::default() }
    }

    async fn publish_on_link(&self, message: &Message) -> Result<(), BrokerError> {
        let link = self.link().await?;
        self.send(&link, message).await
    }

    /// The next request makes a new connection: this one may be silent for ever.
    fn forget_link(&self) {
        // If it is locked, another request is making a new one already.
        if let Ok(mut shared) = self.link.try_lock() {
            *shared = None;
        }
    }
}

// ANCHOR: publisher
impl Publisher {
    /// Publishes a watering. When this returns without an error, the watering is in the queue.
    pub async fn publish(&self, message: &Message) -> Result<(), BrokerError> {
        let published = in_time(self.publish_on_link(message)).await;
        if let Err(BrokerError::Silent | BrokerError::Ended(_)) = published {
            self.forget_link();
        }
        published
    }

    /// The connection, made again if it is gone.
    async fn link(&self) -> Result<Arc<Link>, BrokerError> {
        let mut shared = self.link.lock().await;
        if let Some(link) = shared.as_ref().filter(|link| link.is_open()) {
            return Ok(Arc::clone(link));
        }
        *shared = None;
        let link = self.broker.connect().await?;
        link.channel.confirm_select(ConfirmSelectOptions::default()).await?;
        Ok(Arc::clone(shared.insert(Arc::new(link))))
    }
}
// ANCHOR_END: publisher

// ANCHOR: publish
impl Publisher {
    /// Sends a message to the queue, and waits for the broker to confirm that it is there.
    async fn send(&self, link: &Link, message: &Message) -> Result<(), BrokerError> {
        let body = serde_json::to_vec(message).expect("a watering is always JSON");
        let properties = BasicProperties::default()
            .with_content_type("application/json".into())
            .with_delivery_mode(PERSISTENT)
            .with_message_id(message.id.as_str().into());
        // The broker sends a mandatory message back if no queue takes it.
        let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
        let (exchange, key) = ("".into(), self.broker.queue().into());
        let sent = link.channel.basic_publish(exchange, key, options, &body, properties).await?;
        match sent.await? {
            Confirmation::Ack(None) => Ok(()),
            Confirmation::Ack(Some(_)) => Err(BrokerError::Unroutable),
            Confirmation::Nack(_) | Confirmation::NotRequested => Err(BrokerError::Refused),
        }
    }
}
// ANCHOR_END: publish
