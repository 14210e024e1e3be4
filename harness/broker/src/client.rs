//! A client of the broker that waits: each operation has a deadline.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use futures_util::StreamExt;
use lapin::options::{
    BasicConsumeOptions, BasicGetOptions, BasicNackOptions, BasicPublishOptions, BasicQosOptions,
    ConfirmSelectOptions, QueueDeclareOptions, QueueDeleteOptions,
};
use lapin::protocol::basic::AMQPProperties;
use lapin::types::{AMQPValue, FieldTable};
use lapin::uri::AMQPUri;
use lapin::{Channel, Confirmation, Connection, ConnectionProperties, Consumer};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

/// How long the broker may take for one operation, on a busy machine.
pub const DEADLINE: Duration = Duration::from_secs(10);

/// The harness reads a message before the service does.
const FIRST: i32 = 10;

/// A message to publish, or one that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// its body
    pub body: Vec<u8>,
    /// `message_id`
    pub id: Option<String>,
    /// `content_type`
    pub content_type: Option<String>,
    /// `delivery_mode`: 2 is persistent
    pub delivery_mode: Option<u8>,
    /// texts only
    pub headers: Vec<(String, String)>,
}

/// What is in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// messages that are ready: those that were delivered and not acknowledged are not among them
    pub messages: u32,
    /// programs that read it
    pub consumers: u32,
}

/// A connection to the broker.
pub struct Client {
    // Dropped first: the runtime ends the connection's tasks.
    connection: Connection,
    channel: Channel,
    uri: AMQPUri,
    runtime: Runtime,
}

/// A consumer that gets every message before the others do, and acknowledges none by itself.
pub struct Taker {
    consumer: Consumer,
    channel: Channel,
}

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// When the broker refuses the connection, or does not answer in time.
    pub fn connect(url: &str) -> Result<Self> {
        // One thread: nothing here is fast, and as many checks run at once as the suite wants.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let uri: AMQPUri = url.parse().map_err(|why| anyhow!("{why}"))?;
        let connected = async {
            let properties = ConnectionProperties::default();
            let connection = Connection::connect_uri(uri.clone(), properties).await?;
            let channel = connection.create_channel().await?;
            channel.confirm_select(ConfirmSelectOptions::default()).await?;
            Ok((connection, channel))
        };
        let (connection, channel) =
            runtime.block_on(in_time(connected)).context("connecting to the broker")?;
        Ok(Self { connection, channel, uri, runtime })
    }

    /// Publishes a message to a queue, and waits until it is there.
    ///
    /// # Errors
    /// When the broker does not confirm it, or there is no such queue.
    pub fn publish(&self, queue: &str, message: &Message) -> Result<()> {
        self.publish_all(queue, std::slice::from_ref(message))
    }

    /// Publishes messages to a queue, in their order, and waits until all are there.
    ///
    /// # Errors
    /// Those of [`publish`](Self::publish).
    pub fn publish_all(&self, queue: &str, messages: &[Message]) -> Result<()> {
        let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
        let published = async {
            let mut confirms = Vec::with_capacity(messages.len());
            for message in messages {
                let (exchange, key) = ("".into(), queue.into());
                let properties = message.properties();
                let sent =
                    self.channel.basic_publish(exchange, key, options, &message.body, properties);
                confirms.push(sent.await?);
            }
            let mut confirmed = Vec::with_capacity(confirms.len());
            for confirm in confirms {
                confirmed.push(confirm.await?);
            }
            Ok(confirmed)
        };
        let confirmed = self.runtime.block_on(in_time(published));
        let confirmed = confirmed.with_context(|| format!("publishing to {queue}"))?;
        let is_there = confirmed.iter().all(|one| matches!(one, Confirmation::Ack(None)));
        ensure!(is_there, "a message did not arrive in the queue {queue}");
        Ok(())
    }

    /// Takes the next message out of a queue, if there is one.
    ///
    /// # Errors
    /// When the broker does not answer, or there is no such queue.
    pub fn take(&self, queue: &str) -> Result<Option<Message>> {
        let taken = async {
            let options = BasicGetOptions { no_ack: true };
            let got = self.channel.basic_get(queue.into(), options).await?;
            Ok(got.map(|got| Message::from_parts(&got.delivery.properties, &got.delivery.data)))
        };
        self.runtime.block_on(in_time(taken)).with_context(|| format!("reading {queue}"))
    }

    /// What is in a queue; nothing when it does not exist.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub fn look(&self, queue: &str) -> Result<Option<Found>> {
        let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        // The broker closes a channel on which such a question fails.
        let looked = self.on_own_channel(async |channel| {
            channel.queue_declare(queue.into(), passive, FieldTable::default()).await
        });
        Ok(looked?.ok().map(|queue| Found {
            messages: queue.message_count(),
            consumers: queue.consumer_count(),
        }))
    }

    /// Declares a durable queue with these arguments; or says why the broker refuses that, as it does
    /// when there is such a queue with other properties.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub fn declare(
        &self,
        queue: &str,
        arguments: &[(&str, &str)],
    ) -> Result<std::result::Result<(), String>> {
        let mut table = FieldTable::default();
        for (name, value) in arguments {
            table.insert((*name).into(), AMQPValue::LongString((*value).into()));
        }
        let declared = self.on_own_channel(async |channel| {
            channel.queue_declare(queue.into(), QueueDeclareOptions::durable(), table.clone()).await
        });
        Ok(declared?.map(drop))
    }

    /// Deletes a queue with all that is in it. One that does not exist is deleted already.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub fn delete(&self, queue: &str) -> Result<()> {
        let deleted = self.on_own_channel(async |channel| {
            channel.queue_delete(queue.into(), QueueDeleteOptions::default()).await
        });
        deleted?.map(drop).map_err(|why| anyhow!("deleting {queue}: {why}"))
    }

    /// From now on, every message of a queue comes here before it goes to another consumer; or says why the
    /// broker refuses that, as it does when another consumer has the queue alone.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub fn take_first(&self, queue: &str) -> Result<std::result::Result<Taker, String>> {
        let mut priority = FieldTable::default();
        priority.insert("x-priority".into(), AMQPValue::LongInt(FIRST));
        let started = async {
            let channel = self.connection.create_channel().await?;
            channel.basic_qos(1, BasicQosOptions::default()).await?;
            let options = BasicConsumeOptions::default();
            let consumer = channel.basic_consume(queue.into(), "".into(), options, priority).await;
            Ok(match consumer {
                Ok(consumer) => Ok(Taker { consumer, channel }),
                Err(error) if error.is_amqp_error() => Err(error.to_string()),
                Err(error) => return Err(error),
            })
        };
        self.runtime.block_on(in_time(started)).with_context(|| format!("consuming {queue}"))
    }

    /// The next message of a consumer, if one comes in time. It stays the consumer's.
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn next(&self, taker: &mut Taker, patience: Duration) -> Result<Option<Message>> {
        let next = async { timeout(patience, taker.consumer.next()).await };
        match self.runtime.block_on(next) {
            Ok(Some(delivery)) => {
                let delivery = delivery.context("reading a message")?;
                Ok(Some(Message::from_parts(&delivery.properties, &delivery.data)))
            }
            Ok(None) | Err(_) => Ok(None),
        }
    }

    /// Gives up a consumer. The messages that it has go to the other consumers.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub fn give_up(&self, taker: Taker) -> Result<()> {
        let given_up = async {
            // Without this, the messages would come back to this consumer.
            let tag = taker.consumer.tag();
            taker.channel.basic_cancel(tag, Default::default()).await?;
            // Delivery tag 0: all messages of the channel.
            let options = BasicNackOptions { multiple: true, requeue: true };
            taker.channel.basic_nack(0, options).await?;
            taker.channel.close(200, "".into()).await
        };
        self.runtime.block_on(in_time(given_up)).context("giving up a consumer")
    }

    /// Does something on which the broker may close the channel. After many such ends, lapin can give a
    /// new channel the error of an old one: then it is done on another connection.
    fn on_own_channel<T>(
        &self,
        work: impl AsyncFn(&Channel) -> lapin::Result<T>,
    ) -> Result<std::result::Result<T, String>> {
        let worked = self.runtime.block_on(in_time(on_channel(&self.connection, &work)));
        let is_of_another = |error: &anyhow::Error| {
            error.downcast_ref::<lapin::Error>().is_some_and(lapin::Error::is_amqp_soft_error)
        };
        let worked = match worked {
            Err(error) if is_of_another(&error) => self.runtime.block_on(in_time(async {
                let properties = ConnectionProperties::default();
                let connection = Connection::connect_uri(self.uri.clone(), properties).await?;
                on_channel(&connection, &work).await
            })),
            worked => worked,
        };
        match worked.context("asking the broker")? {
            Err(error) if error.is_amqp_error() => Ok(Err(error.to_string())),
            result => Ok(Ok(result.context("asking the broker")?)),
        }
    }
}

/// The result of `work` on a channel of its own; an error when there is no channel.
async fn on_channel<T>(
    connection: &Connection,
    work: &impl AsyncFn(&Channel) -> lapin::Result<T>,
) -> lapin::Result<lapin::Result<T>> {
    let channel = connection.create_channel().await?;
    let result = work(&channel).await;
    if result.is_ok() {
        channel.close(200, "".into()).await?;
    }
    Ok(result)
}

async fn in_time<T>(work: impl Future<Output = lapin::Result<T>>) -> Result<T> {
    let done = timeout(DEADLINE, work).await;
    Ok(done.map_err(|_| anyhow!("the broker does not answer within {} s", DEADLINE.as_secs()))??)
}

impl Message {
    /// A message whose body is this text, with nothing else.
    pub fn of(body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    fn properties(&self) -> AMQPProperties {
        let mut properties = AMQPProperties::default();
        if let Some(id) = &self.id {
            properties = properties.with_message_id(id.as_str().into());
        }
        if let Some(content_type) = &self.content_type {
            properties = properties.with_content_type(content_type.as_str().into());
        }
        if let Some(mode) = self.delivery_mode {
            properties = properties.with_delivery_mode(mode);
        }
        if !self.headers.is_empty() {
            let mut table = FieldTable::default();
            for (name, value) in &self.headers {
                table.insert(name.as_str().into(), AMQPValue::LongString(value.as_str().into()));
            }
            properties = properties.with_headers(table);
        }
        properties
    }

    fn from_parts(properties: &AMQPProperties, body: &[u8]) -> Self {
        let headers = properties.headers().iter().flat_map(|table| table.inner());
        let mut headers: Vec<(String, String)> =
            headers.map(|(name, value)| (name.to_string(), shown(value))).collect();
        headers.sort();
        Self {
            body: body.to_vec(),
            id: properties.message_id().as_ref().map(ToString::to_string),
            content_type: properties.content_type().as_ref().map(ToString::to_string),
            delivery_mode: *properties.delivery_mode(),
            headers,
        }
    }
}

/// The text of a header, or how a value of another type is printed.
fn shown(value: &AMQPValue) -> String {
    match value {
        AMQPValue::LongString(text) => String::from_utf8_lossy(text.as_bytes()).into_owned(),
        other => format!("{other:?}"),
    }
}
