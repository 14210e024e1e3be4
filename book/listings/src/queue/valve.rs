//! What the chapter needs beside the greenhouse, over HTTP so that curl can use it: an automatic
//! valve, which plays another program that publishes to the same queue, and a look at the rejected
//! messages.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use lapin::BasicProperties;
use lapin::options::{BasicGetOptions, BasicPublishOptions, ConfirmSelectOptions};
use lapin::types::AMQPValue;
use serde::Serialize;

use super::broker::{Broker, BrokerError, Link, in_time};

/// `POST /vanne` publishes its body, whatever it is; `GET /rejets` shows the rejected messages.
pub fn app(broker: Broker) -> Router {
    Router::new().route("/vanne", post(publish)).route("/rejets", get(rejects)).with_state(broker)
}

/// A message that was rejected, and what `x-death` says about it.
#[derive(Serialize)]
struct Reject {
    corps: String,
    file: Option<String>,
    raison: Option<String>,
}

async fn publish(State(broker): State<Broker>, body: Bytes) -> Result<StatusCode, StatusCode> {
    let sent = in_time(send(&broker, &body)).await;
    sent.map(|()| StatusCode::ACCEPTED).map_err(unavailable)
}

async fn send(broker: &Broker, body: &[u8]) -> Result<(), BrokerError> {
    let Link { channel, .. } = &broker.connect().await?;
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    let (exchange, key) = ("".into(), broker.queue().into());
    let (options, properties) = (BasicPublishOptions::default(), BasicProperties::default());
    channel.basic_publish(exchange, key, options, body, properties).await?.await?;
    Ok(())
}

async fn rejects(State(broker): State<Broker>) -> Result<Json<Vec<Reject>>, StatusCode> {
    in_time(look(&broker)).await.map(Json).map_err(unavailable)
}

/// The messages, which nobody acknowledges: they are back in their queue when the connection ends.
async fn look(broker: &Broker) -> Result<Vec<Reject>, BrokerError> {
    let Link { channel, .. } = &broker.connect().await?;
    let mut rejects = Vec::new();
    let options = BasicGetOptions::default();
    while let Some(message) = channel.basic_get(broker.rejects().into(), options).await? {
        let corps = String::from_utf8_lossy(&message.delivery.data).into_owned();
        let headers = message.delivery.properties.headers().clone().unwrap_or_default();
        let death =
            |name: &str| text(headers.inner().get(format!("x-first-death-{name}").as_str()));
        rejects.push(Reject { corps, file: death("queue"), raison: death("reason") });
    }
    Ok(rejects)
}

fn text(value: Option<&AMQPValue>) -> Option<String> {
    match value {
        Some(AMQPValue::LongString(text)) => Some(text.to_string()),
        _ => None,
    }
}

fn unavailable(error: BrokerError) -> StatusCode {
    eprintln!("{error}");
    StatusCode::SERVICE_UNAVAILABLE
}
