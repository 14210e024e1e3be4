//! The broker: how to connect to it, and the queues that the greenhouse needs there.

use std::io;
use std::time::Duration;

use lapin::options::QueueDeclareOptions;
use lapin::types::{AMQPValue, FieldTable};
use lapin::uri::AMQPUri;
use lapin::{Channel, Connection, ConnectionProperties};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// In seconds. A connection on which nothing arrives for twice as long is given up.
const HEARTBEAT: u16 = 2;

/// How long the broker may take to answer.
const ANSWER: Duration = Duration::from_secs(2);

/// Where the broker is, and the name of the queue of waterings.
#[derive(Clone)]
pub struct Broker {
    uri: AMQPUri,
    queue: String,
}

/// A connection to the broker and its one channel. The connection ends with this value.
pub struct Link {
    connection: Connection,
    /// where the commands go
    pub channel: Channel,
}

/// Why the broker did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// It may be busy, or gone without a word.
    #[error("the broker does not answer")]
    Silent,
    /// Nobody listens at its address.
    #[error("the broker is unreachable: {0}")]
    Unreachable(#[from] io::Error),
    /// It closed the connection or the channel.
    #[error("the connection to the broker ended: {0}")]
    Ended(#[from] lapin::Error),
    /// A message went nowhere.
    #[error("no queue took the message")]
    Unroutable,
    /// It has no place for a message, for example.
    #[error("the broker refused the message")]
    Refused,
    /// It sends no more messages of a queue.
    #[error("the queue is gone")]
    Cancelled,
}

impl Broker {
    /// The broker at `uri`, where the queue has this name.
    pub fn new(mut uri: AMQPUri, queue: String) -> Self {
        uri.query.heartbeat = Some(HEARTBEAT);
        Self { uri, queue }
    }

    /// The name of the queue of waterings.
    pub fn queue(&self) -> &str {
        &self.queue
    }

    /// The name of the queue for the messages that cannot be handled.
    pub fn rejects(&self) -> String {
        format!("{}.rejets", self.queue)
    }

    /// The host and the port, without user and password.
    pub fn address(&self) -> String {
        format!("{}:{}", self.uri.authority.host, self.uri.authority.port)
    }
}

// ANCHOR: connect
impl Broker {
    /// Connects, and declares the queues.
    pub async fn connect(&self) -> Result<Link, BrokerError> {
        in_time(self.link()).await
    }

    async fn link(&self) -> Result<Link, BrokerError> {
        self.greet().await?;
        let properties = ConnectionProperties::default();
        let connection = Connection::connect_uri(self.uri.clone(), properties).await?;
        let channel = connection.create_channel().await?;
        self.declare(&channel).await?;
        Ok(Link { connection, channel })
    }
}

/// What the broker answers, if it answers soon.
pub async fn in_time<T, E>(answer: impl Future<Output = Result<T, E>>) -> Result<T, BrokerError>
where
    BrokerError: From<E>,
{
    Ok(tokio::time::timeout(ANSWER, answer).await.map_err(|_| BrokerError::Silent)??)
}
// ANCHOR_END: connect

impl Broker {
    /// Waits until the broker answers at all. lapin cannot give up a connection on which it waits
    /// for its first answer: it would keep a thread and a socket for each.
    async fn greet(&self) -> io::Result<()> {
        let mut stream = TcpStream::connect(self.address()).await?;
        stream.write_all(b"AMQP\x00\x00\x09\x01").await?;
        stream.read_u8().await?;
        Ok(())
    }
}

// ANCHOR: declare
impl Broker {
    /// Declares both queues: the one for waterings, and the one for messages that cannot be
    /// handled. A queue that is there already stays as it is.
    pub async fn declare(&self, channel: &Channel) -> lapin::Result<()> {
        let durable = QueueDeclareOptions::durable();
        let rejects = self.rejects();
        let mut arguments = FieldTable::default();
        arguments.insert("x-dead-letter-exchange".into(), text(""));
        arguments.insert("x-dead-letter-routing-key".into(), text(&rejects));
        channel.queue_declare(rejects.into(), durable, FieldTable::default()).await?;
        channel.queue_declare(self.queue.as_str().into(), durable, arguments).await?;
        Ok(())
    }
}

fn text(value: &str) -> AMQPValue {
    AMQPValue::LongString(value.into())
}
// ANCHOR_END: declare

impl Link {
    /// Whether the connection can still be used, as far as this side knows.
    pub fn is_open(&self) -> bool {
        self.connection.status().connected() && self.channel.status().connected()
    }
}
