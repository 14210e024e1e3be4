//! Looks for what belongs to others: another broker, another user, another virtual host, a queue of
//! somebody else.

use std::env;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use lapin::options::*;
use lapin::types::FieldTable;
use lapin::uri::AMQPUri;
use lapin::{Channel, Connection, ConnectionProperties};

use crate::attempt;

pub async fn make() {
    attempt::that("find the judge's socket", env::var("ATELIER_BROKER"));
    for place in ["/broker", "/run/atelier/slot-0/broker/socket/broker", "/run/atelier/slot-1/broker/socket/broker"] {
        attempt::that(&format!("reach {place}"), UnixStream::connect(place));
    }
    for place in ["127.0.0.1:5672", "127.0.0.1:4369", "127.0.0.1:25672"] {
        let address: SocketAddr = place.parse().unwrap();
        attempt::that(&format!("reach {place}"), TcpStream::connect_timeout(&address, Duration::from_secs(1)));
    }
    let Ok(url) = env::var("AMQP_URL") else { return };
    let Ok(own) = url.parse::<AMQPUri>() else { return };
    for (user, password, virtual_host) in [
        ("guest", "guest", "/"),
        ("guest", "guest", own.vhost.as_str()),
        (&own.authority.userinfo.username, &own.authority.userinfo.password, "/"),
        (&own.authority.userinfo.username, &own.authority.userinfo.password, "lab"),
        (&own.authority.userinfo.username, "wrong", own.vhost.as_str()),
    ] {
        let mut other = own.clone();
        other.authority.userinfo.username = user.to_owned();
        other.authority.userinfo.password = password.to_owned();
        other.vhost = virtual_host.to_owned();
        attempt::that(&format!("be {user} in {virtual_host}"), connect(&other).await);
    }
    let Ok(connection) = connect(&own).await else { return };
    let channel = async || connection.create_channel().await.expect("a channel");
    let (queue, options) = ("@QUEUE@", FieldTable::default());
    let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
    attempt::that("find a queue", channel().await.queue_declare(queue.into(), passive, options.clone()).await);
    attempt::that("purge a queue", channel().await.queue_purge(queue.into(), QueuePurgeOptions::default()).await);
    attempt::that("read a queue", channel().await.basic_get(queue.into(), BasicGetOptions::default()).await);
    let consumed = channel().await.basic_consume(queue.into(), "".into(), BasicConsumeOptions::default(), options).await;
    attempt::that("consume a queue", consumed);
    attempt::that("delete an exchange", delete_exchange(&channel().await).await);
    // Of a queue that is not there, the broker says that it is deleted.
    let _ = channel().await.queue_delete(queue.into(), QueueDeleteOptions::default()).await;
}

async fn connect(uri: &AMQPUri) -> lapin::Result<Connection> {
    Connection::connect_uri(uri.clone(), ConnectionProperties::default()).await
}

async fn delete_exchange(channel: &Channel) -> lapin::Result<()> {
    channel.exchange_delete("amq.direct".into(), ExchangeDeleteOptions::default()).await
}
