//! The RabbitMQ of the tests, and queues that belong to one of them.
#![allow(dead_code, reason = "no test program uses all of it")]

use std::thread;

use lapin::options::QueueDeleteOptions;
use lapin::{Connection, ConnectionProperties};
use listings::chapters::AMQP_URL;
use listings::queue::Broker;
use uuid::Uuid;

/// A queue of its own for a test, and its rejects; they are deleted with this value.
pub struct TestQueue {
    url: String,
    name: String,
}

impl TestQueue {
    /// A name that nothing else has, as long as the name in the book. Nothing if there is no broker.
    pub async fn find() -> Option<Self> {
        let url = std::env::var("AMQP_URL").unwrap_or_else(|_| AMQP_URL.to_owned());
        Connection::connect(&url, ConnectionProperties::default()).await.ok()?;
        let id = Uuid::new_v4().simple().to_string();
        Some(Self { url, name: format!("h-{}", &id[..7]) })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The broker, as the greenhouse knows it.
    pub fn broker(&self) -> Broker {
        Broker::new(self.url.parse().expect("the URL of a broker"), self.name.clone())
    }
}

impl Drop for TestQueue {
    fn drop(&mut self) {
        let (url, name) = (self.url.clone(), self.name.clone());
        // A thread, because a test may be in a runtime already. Its runtime waits here, so that nothing
        // declares the queues again.
        let deleted = thread::spawn(move || block_on(delete(&url, &name))).join();
        deleted.expect("no panic").expect("the queues are deleted");
    }
}

async fn delete(url: &str, name: &str) -> lapin::Result<()> {
    let connection = Connection::connect(url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    for queue in [name.to_owned(), format!("{name}.rejets")] {
        channel.queue_delete(queue.into(), QueueDeleteOptions::default()).await?;
    }
    connection.close(200, "".into()).await
}

/// Waits for a future in a test that is not async.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().expect("a runtime").block_on(future)
}
