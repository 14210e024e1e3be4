//! Looks for what belongs to others: another broker, another user, another virtual host, a queue of
//! somebody else. Everything at the same time, and no longer than the judge has patience.

use std::env;
use std::fmt::Display;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use lapin::options::*;
use lapin::types::FieldTable;
use lapin::uri::AMQPUri;
use lapin::{Channel, Connection, ConnectionProperties};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::attempt;

pub async fn make() {
    attempt::that("find the judge's socket", env::var("ATELIER_BROKER"));
    for place in [
        "/broker",
        "/run/atelier/slot-0/broker/socket/broker",
        "/run/atelier/slot-1/broker/socket/broker",
    ] {
        attempt::that(&format!("reach {place}"), UnixStream::connect(place));
    }
    for place in ["127.0.0.1:5672", "127.0.0.1:4369", "127.0.0.1:25672"] {
        let address: SocketAddr = place.parse().unwrap();
        let reached = TcpStream::connect_timeout(&address, Duration::from_secs(1));
        attempt::that(&format!("reach {place}"), reached);
    }
    let Ok(url) = env::var("AMQP_URL") else { return };
    let Ok(own) = url.parse::<AMQPUri>() else { return };
    let mut all = JoinSet::new();
    let (user, password) = (&own.authority.userinfo.username, &own.authority.userinfo.password);
    for (user, password, virtual_host) in [
        ("guest", "guest", "/"),
        ("guest", "guest", own.vhost.as_str()),
        (user, password, "/"),
        (user, password, "lab"),
        (user, "wrong", own.vhost.as_str()),
    ] {
        let mut other = own.clone();
        other.authority.userinfo.username = user.to_owned();
        other.authority.userinfo.password = password.to_owned();
        other.vhost = virtual_host.to_owned();
        let what = format!("be {user} in {virtual_host}");
        all.spawn(async move { in_time(&what, connect(&other)).await });
    }
    let _ = timeout(Duration::from_secs(2), queues(&own)).await;
    all.join_all().await;
}

/// What belongs to somebody else is not there.
async fn queues(own: &AMQPUri) {
    let Ok(connection) = connect(own).await else { return };
    let channel = async || connection.create_channel().await.expect("a channel");
    let (queue, table) = ("@QUEUE@", FieldTable::default());
    let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
    let found = channel().await.queue_declare(queue.into(), passive, table.clone()).await;
    attempt::that("find a queue", found);
    let purged = channel().await.queue_purge(queue.into(), QueuePurgeOptions::default()).await;
    attempt::that("purge a queue", purged);
    let read = channel().await.basic_get(queue.into(), BasicGetOptions::default()).await;
    attempt::that("read a queue", read);
    let options = BasicConsumeOptions::default();
    let consumed = channel().await.basic_consume(queue.into(), "".into(), options, table).await;
    attempt::that("consume a queue", consumed);
    attempt::that("delete an exchange", delete_exchange(&channel().await).await);
    // Of a queue that is not there, the broker says that it is deleted.
    let _ = channel().await.queue_delete(queue.into(), QueueDeleteOptions::default()).await;
}

async fn in_time<T, E: Display>(what: &str, tried: impl Future<Output = Result<T, E>>) {
    match timeout(Duration::from_secs(2), tried).await {
        Ok(result) => attempt::that(what, result),
        Err(late) => attempt::that(what, Err::<(), _>(late)),
    }
}

async fn connect(uri: &AMQPUri) -> lapin::Result<Connection> {
    Connection::connect_uri(uri.clone(), ConnectionProperties::default()).await
}

async fn delete_exchange(channel: &Channel) -> lapin::Result<()> {
    channel.exchange_delete("amq.direct".into(), ExchangeDeleteOptions::default()).await
}
