//! The exchanges that the chapter on messages shows, and what the greenhouse promises when messages
//! arrive twice, break its rules, or cannot be published.

mod broker;
mod transcript;

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use broker::TestQueue;
use futures_util::StreamExt;
use lapin::BasicProperties;
use lapin::options::{
    BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions, QueueDeleteOptions,
};
use lapin::types::FieldTable;
use listings::queue::{self, Broker, Link, Store, valve};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tower::ServiceExt;

/// How long something may take that happens after a response.
const DEADLINE: Duration = Duration::from_secs(10);

/// How long a request for a watering may take without a broker.
const RESPONSE: Duration = Duration::from_secs(3);

/// The request that creates a watering of the greenhouse `nord`.
const CREATE: &str =
    "POST /api/arrosages\ncontent-type: application/json\n\n{\"serre\": \"nord\", \"litres\": 12}";

/// The greenhouse, with a queue and a database of its own.
struct Greenhouse {
    app: Router,
    store: Store,
    broker: Broker,
    _folder: TempDir,
    _queue: TestQueue,
}

impl Greenhouse {
    /// Nothing if there is no broker. The queues are declared, but nobody consumes them.
    async fn find() -> Option<Self> {
        let Some(queue) = TestQueue::find().await else {
            needs::RABBITMQ.skip();
            return None;
        };
        let (broker, (folder, store)) = (queue.broker(), store().await);
        broker.connect().await.expect("the queues");
        let app = queue::app(broker.clone(), store.clone()).merge(valve::app(broker.clone()));
        Some(Self { app, store, broker, _folder: folder, _queue: queue })
    }

    /// The same, and its messages are handled.
    async fn that_consumes() -> Option<Self> {
        let greenhouse = Self::find().await?;
        tokio::spawn(queue::run(greenhouse.broker.clone(), greenhouse.store.clone()));
        Some(greenhouse)
    }

    async fn channel(&self) -> Link {
        self.broker.connect().await.expect("a connection")
    }

    /// Publishes a message, as another program does.
    async fn publish(&self, body: &str) {
        let link = self.channel().await;
        link.channel.confirm_select(ConfirmSelectOptions::default()).await.expect("confirms");
        let properties = BasicProperties::default().with_message_id("vanne-1".into());
        let (queue, options) = (self.broker.queue().into(), BasicPublishOptions::default());
        let sent =
            link.channel.basic_publish("".into(), queue, options, body.as_bytes(), properties);
        sent.await.expect("published").await.expect("confirmed");
    }

    async fn delete_queue(&self) {
        let link = self.channel().await;
        let (queue, options) = (self.broker.queue().into(), QueueDeleteOptions::default());
        link.channel.queue_delete(queue, options).await.expect("deleted");
    }

    /// Waits until a watering is handled.
    async fn handled(&self, id: &str) {
        let path = format!("/api/arrosages/{id}");
        until(async || get(&self.app, &path).await.1["etat"] == "traité").await;
    }
}

/// A database, and the folder that holds it.
async fn store() -> (TempDir, Store) {
    let folder = TempDir::new().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("arrosages.db").display());
    (folder, Store::open(&url).await.expect("a database"))
}

/// The greenhouse, whose broker is at this address.
async fn at(address: &str) -> (TempDir, Router) {
    let (folder, store) = store().await;
    let uri = format!("amqp://{address}").parse().expect("the URL of a broker");
    (folder, queue::app(Broker::new(uri, "arrosages".to_owned()), store))
}

async fn get(app: &Router, path: &str) -> (StatusCode, Value) {
    send(app, Request::get(path).body(Body::empty()).expect("a request")).await
}

async fn create(app: &Router, arrosage: Value) -> (StatusCode, Value) {
    let request = Request::post("/api/arrosages").header("content-type", "application/json");
    send(app, request.body(Body::from(arrosage.to_string())).expect("a request")).await
}

async fn send(app: &Router, request: Request<Body>) -> (StatusCode, Value) {
    let response = app.clone().oneshot(request).await.expect("a router always responds");
    let status = response.status();
    let body = to_bytes(response.into_body(), 10_000).await.expect("a short body");
    (status, serde_json::from_slice(&body).expect("JSON"))
}

/// Waits until a condition holds.
async fn until(mut condition: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !condition().await {
        assert!(start.elapsed() < DEADLINE, "not within {DEADLINE:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_watering_is_accepted() {
    let Some(greenhouse) = Greenhouse::find().await else { return };
    let text = transcript::of(greenhouse.app.clone(), &[CREATE]).await;
    transcript::assert_snapshot("queue-accepted", &transcript::with_fixed_ids(&text));
}

#[tokio::test]
async fn the_watering_of_another_program_is_handled() {
    let Some(greenhouse) = Greenhouse::that_consumes().await else { return };
    greenhouse.publish(r#"{"id": 7, "serre": "nord", "litres": 3}"#).await;
    greenhouse.handled("7").await;
    let requests = ["GET /api/arrosages/7", "GET /api/consommation/nord"];
    let text = transcript::of(greenhouse.app.clone(), &requests).await;
    transcript::assert_snapshot("queue-handled", &text);
}

#[tokio::test]
async fn without_a_broker_a_watering_is_unavailable() {
    let (_folder, app) = at("127.0.0.1:1").await;
    let text = transcript::of(app, &[CREATE]).await;
    transcript::assert_snapshot("queue-unavailable", &text);
}

#[tokio::test]
async fn a_silent_broker_is_not_waited_for() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let (_folder, app) = at(&address).await;
    let start = Instant::now();
    let (status, _) = create(&app, json!({ "serre": "nord", "litres": 12 })).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(start.elapsed() < RESPONSE);
}

#[tokio::test]
async fn a_rule_is_broken_with_or_without_a_broker() {
    let (_folder, app) = at("127.0.0.1:1").await;
    for wrong in [
        json!({ "serre": "", "litres": 12 }),
        json!({ "serre": "n".repeat(51), "litres": 12 }),
        json!({ "serre": "nord", "litres": 0 }),
        json!({ "serre": "nord", "litres": 501 }),
        json!({ "serre": "nord" }),
    ] {
        let (status, _) = create(&app, wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(get(&app, "/api/arrosages/7").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_watering_is_handled_after_its_202() {
    let Some(greenhouse) = Greenhouse::that_consumes().await else { return };
    let (status, accepted) =
        create(&greenhouse.app, json!({ "serre": "sud", "litres": 500 })).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    greenhouse.handled(accepted["id"].as_str().expect("a string")).await;
    let (_, consumption) = get(&greenhouse.app, "/api/consommation/sud").await;
    assert_eq!(consumption, json!({ "serre": "sud", "litres": 500 }));
}

// ANCHOR: twice
#[tokio::test]
async fn a_message_that_is_delivered_twice_counts_once() {
    let Some(greenhouse) = Greenhouse::that_consumes().await else { return };
    for id in ["8", "\"8\"", "9"] {
        let message = format!(r#"{{"id": {id}, "serre": "nord", "litres": 4}}"#);
        greenhouse.publish(&message).await;
    }
    greenhouse.handled("9").await;
    let (_, consumption) = get(&greenhouse.app, "/api/consommation/nord").await;
    assert_eq!(consumption["litres"], 8);
}
// ANCHOR_END: twice

#[tokio::test]
async fn what_breaks_the_rules_is_set_aside_and_holds_up_nothing() {
    let Some(greenhouse) = Greenhouse::that_consumes().await else { return };
    let wrong = ["{", r#"{"id": 7}"#, r#"{"id": 7, "serre": "nord", "litres": 501}"#];
    for body in wrong {
        greenhouse.publish(body).await;
    }
    greenhouse.publish(r#"{"id": 8, "serre": "nord", "litres": 4}"#).await;
    greenhouse.handled("8").await;

    let link = greenhouse.channel().await;
    let (rejects, options) = (greenhouse.broker.rejects().into(), BasicConsumeOptions::default());
    let consumed = link.channel.basic_consume(rejects, "".into(), options, FieldTable::default());
    let mut consumer = consumed.await.expect("a consumer");
    for body in wrong {
        let reject = consumer.next().await.expect("a reject").expect("a delivery");
        assert_eq!(reject.data, body.as_bytes());
        let id = reject.properties.message_id().as_ref();
        assert_eq!(id.map(|id| id.as_str()), Some("vanne-1"));
    }
}

// ANCHOR: redelivered
#[tokio::test]
async fn what_was_not_acknowledged_is_handled_after_a_restart() {
    let Some(greenhouse) = Greenhouse::find().await else { return };
    greenhouse.publish(r#"{"id": 7, "serre": "nord", "litres": 3}"#).await;
    {
        // A consumer that receives the message, and ends before it acknowledges it.
        let link = greenhouse.channel().await;
        let (queue, options) = (greenhouse.broker.queue().into(), BasicConsumeOptions::default());
        let consumed = link.channel.basic_consume(queue, "".into(), options, FieldTable::default());
        let mut consumer = consumed.await.expect("a consumer");
        consumer.next().await.expect("a delivery").expect("a message");
    }
    tokio::spawn(queue::run(greenhouse.broker.clone(), greenhouse.store.clone()));
    greenhouse.handled("7").await;
}
// ANCHOR_END: redelivered

#[tokio::test]
async fn without_its_queue_a_watering_is_not_accepted() {
    let Some(greenhouse) = Greenhouse::find().await else { return };
    let arrosage = json!({ "serre": "nord", "litres": 12 });
    assert_eq!(create(&greenhouse.app, arrosage.clone()).await.0, StatusCode::ACCEPTED);
    greenhouse.delete_queue().await;
    assert_eq!(create(&greenhouse.app, arrosage).await.0, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_deleted_queue_is_declared_again() {
    let Some(greenhouse) = Greenhouse::that_consumes().await else { return };
    let arrosage = json!({ "serre": "nord", "litres": 12 });
    let (_, accepted) = create(&greenhouse.app, arrosage.clone()).await;
    greenhouse.handled(accepted["id"].as_str().expect("a string")).await;
    greenhouse.delete_queue().await;
    until(async || create(&greenhouse.app, arrosage.clone()).await.0 == StatusCode::ACCEPTED).await;
}

#[tokio::test]
async fn the_valve_publishes_and_the_rejects_are_shown() {
    let Some(greenhouse) = Greenhouse::that_consumes().await else { return };
    let wrong = r#"{"id": 9, "litres": "beaucoup"}"#;
    let request = Request::post("/vanne").body(Body::from(wrong)).expect("a request");
    let response = greenhouse.app.clone().oneshot(request).await.expect("a response");
    assert_eq!(response.status(), StatusCode::ACCEPTED);
    let queue = greenhouse.broker.queue();
    let shown = json!([{ "corps": wrong, "file": queue, "raison": "rejected" }]);
    until(async || get(&greenhouse.app, "/rejets").await.1 == shown).await;
}

#[tokio::test]
async fn it_stops_when_it_is_asked_to() {
    let Some(greenhouse) = Greenhouse::find().await else { return };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let (stop, stopped) = oneshot::channel();
    let stopped = async { stopped.await.expect("a signal") };
    let served =
        queue::serve(listener, greenhouse.broker.clone(), greenhouse.store.clone(), stopped);
    stop.send(()).expect("it waits for this");
    tokio::time::timeout(DEADLINE, served).await.expect("it stops").expect("without an error");
}
