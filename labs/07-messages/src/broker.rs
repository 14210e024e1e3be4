//! The broker: how to connect to it, and the queues that the service needs there.

use std::time::Duration;

use lapin::uri::AMQPUri;
use lapin::{Channel, Connection, ConnectionProperties};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// In seconds. A connection on which nothing arrives for twice as long is given up, even if it never
/// breaks: a broker that is silent looks like one that has nothing to say.
const HEARTBEAT: u16 = 2;

/// How long a connection may take to be made, up to the declared queues.
const CONNECT: Duration = Duration::from_secs(2);

/// Where the broker is, and the name of the queue of orders.
#[derive(Clone)]
pub struct Broker {
    uri: AMQPUri,
    queue: String,
}

/// A connection to the broker and its one channel. The connection ends with this value.
pub struct Link {
    connection: Connection,
    pub channel: Channel,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("the broker does not answer")]
    Silent,
    #[error("the broker is unreachable: {0}")]
    Unreachable(#[from] std::io::Error),
    #[error("the broker refuses the connection: {0}")]
    Refused(#[from] lapin::Error),
}

impl Broker {
    pub fn new(mut uri: AMQPUri, queue: String) -> Self {
        uri.query.heartbeat = Some(HEARTBEAT);
        Self { uri, queue }
    }

    /// The name of the queue of orders.
    pub fn queue(&self) -> &str {
        &self.queue
    }

    /// Connects, and declares the queues.
    pub async fn connect(&self) -> Result<Link, ConnectError> {
        tokio::time::timeout(CONNECT, self.link()).await.map_err(|_| ConnectError::Silent)?
    }

    async fn link(&self) -> Result<Link, ConnectError> {
        self.greet().await?;
        let properties = ConnectionProperties::default();
        let connection = Connection::connect_uri(self.uri.clone(), properties).await?;
        let channel = connection.create_channel().await?;
        self.declare(&channel).await?;
        Ok(Link { connection, channel })
    }

    /// Waits until the broker answers at all. lapin cannot give up a connection on which it waits for
    /// its first answer: it would keep a thread and a socket for each.
    async fn greet(&self) -> Result<(), ConnectError> {
        let authority = &self.uri.authority;
        let mut stream = TcpStream::connect((authority.host.as_str(), authority.port)).await?;
        stream.write_all(b"AMQP\x00\x00\x09\x01").await?;
        stream.read_u8().await?;
        Ok(())
    }

    /// Declares both queues: that of the orders, and the one for messages that cannot be handled.
    pub async fn declare(&self, channel: &Channel) -> lapin::Result<()> {
        todo!("declare {} on channel {}", self.queue, channel.id())
    }
}

impl Link {
    /// Whether the connection can still be used, as far as this side knows.
    pub fn is_open(&self) -> bool {
        self.connection.status().connected() && self.channel.status().connected()
    }
}
