//! Declares queues without end and publishes to all of them without end: long messages, empty ones, and
//! one copy for each queue. It acknowledges nothing of what it reads.

use std::env;

use lapin::options::*;
use lapin::types::FieldTable;
use lapin::{BasicProperties, Connection, ConnectionProperties, ExchangeKind};

pub async fn make() {
    for number in 0..4 {
        tokio::spawn(async move {
            loop {
                let _ = fill(number).await;
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        });
    }
}

async fn fill(number: usize) -> Result<(), Box<dyn std::error::Error>> {
    let connection = Connection::connect(&env::var("AMQP_URL")?, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    let all = format!("all-{number}");
    let (exchange, table) = (ExchangeDeclareOptions::default(), FieldTable::default());
    channel.exchange_declare(all.as_str().into(), ExchangeKind::Fanout, exchange, table.clone()).await?;
    for queue in 0..300 {
        let name = format!("{}-{queue}", env::var("PORT")?);
        let other = connection.create_channel().await?;
        let durable = QueueDeclareOptions::durable();
        if other.queue_declare(name.as_str().into(), durable, table.clone()).await.is_err() {
            break;
        }
        other.queue_bind(name.as_str().into(), all.as_str().into(), "".into(), QueueBindOptions::default(), table.clone()).await?;
        other.basic_consume(name.as_str().into(), "".into(), BasicConsumeOptions::default(), table.clone()).await?;
    }
    let long = vec![b'x'; 120_000];
    let persistent = BasicProperties::default().with_delivery_mode(2);
    loop {
        for body in [&long[..], &[], &long[..4_000]] {
            for (exchange, key) in [(all.as_str(), ""), ("", "commandes")] {
                let options = BasicPublishOptions::default();
                channel.basic_publish(exchange.into(), key.into(), options, body, persistent.clone()).await?;
            }
        }
    }
}
