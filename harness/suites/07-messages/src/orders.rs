//! Orders, and the requests that are about them.

use std::thread;
use std::time::{Duration, Instant};

use broker::{Broker, Held, Message};
use engine::draw::{self, Drawn};
use engine::http::{Request, Response, get, post};
use engine::lines::Lines;
use engine::transcript::Projection::{self, Json, Success, Summary};
use engine::{Conversation, Stop};
use fastrand::Rng;
use serde_json::{Value, json};

use crate::messages::promises;

pub const ORDERS: &str = "/api/commandes";
pub const ORDER: &str = "/api/commandes/{id}";
pub const SALES: &str = "/api/ventes/{produit}";

/// What may take 5 s, with 2 s of grace.
pub const IN_TIME: Duration = Duration::from_secs(7);

/// Draws the name of a product and a quantity: `{produit}` and `{quantite}` from now on.
pub fn draw_order(c: &mut Conversation<'_>) -> (String, i64) {
    let drawn = drawn_order(c.rng());
    bind_order(c, &drawn);
    drawn
}

fn drawn_order(rng: &mut Rng) -> (String, i64) {
    (draw::full_name(rng).text(), rng.i64(2..=90))
}

fn bind_order(c: &mut Conversation<'_>, (produit, quantite): &(String, i64)) {
    c.bind("produit", Drawn::Text(produit.clone()));
    c.bind("quantite", Drawn::Integer(*quantite));
}

/// An order of `{quantite}` pieces of `{produit}`; `{id}` is its id.
pub fn order() -> Request {
    post(ORDERS).json(json!({ "produit": "{produit}", "quantite": "{quantite}" })).naming("id")
}

/// Draws an order and sends it, until one is accepted: for a moment after the start, or after the broker
/// was away, the server may have no connection to it. Each attempt is for another product, because an order
/// that was refused with 503 may be handled all the same. Returns what was accepted.
///
/// # Errors
/// When none is accepted in time.
pub fn accept_order(
    c: &mut Conversation<'_>,
    request: Request,
    projection: Projection,
) -> Result<(String, i64), Stop> {
    let mut drawn = draw_order(c);
    // Values of their own: those that the check draws later must not depend on how many attempts there
    // were.
    let mut rng = Rng::with_seed(drawn.1.unsigned_abs());
    let is_answer = |response: &Response| response.status != UNAVAILABLE;
    c.exchange_until(request, projection, IN_TIME, is_answer, |c| {
        drawn = drawn_order(&mut rng);
        bind_order(c, &drawn);
    })?;
    Ok(drawn)
}

/// Sends an order of `{produit}` until it is accepted, by a server that has accepted one before.
///
/// # Errors
/// When it is not accepted in time.
pub fn accept(
    c: &mut Conversation<'_>,
    request: Request,
    projection: Projection,
) -> Result<(), Stop> {
    c.exchange_when(request, projection, IN_TIME, |response| response.status != UNAVAILABLE)
}

/// The status of a response when the broker is away.
pub const UNAVAILABLE: u16 = 503;

/// Waits until the order `{id}` is handled, and compares it with the snapshot.
///
/// # Errors
/// When it is not handled in time.
pub fn handled(c: &mut Conversation<'_>) -> Result<(), Stop> {
    c.exchange_when(get(ORDER), Json, IN_TIME, is_handled)
}

/// Whether a response shows an order that is handled.
pub fn is_handled(response: &Response) -> bool {
    field(response, "etat") == json!("traitée")
}

/// How far an order is.
pub fn state(order: &Value) -> Value {
    order["etat"].clone()
}

/// A field of the body; `null` when there is no such thing.
pub fn field(response: &Response, name: &str) -> Value {
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    body[name].clone()
}

/// Has an order accepted and handled. A server that rejects everything gets no further.
///
/// # Errors
/// When it is not.
pub fn first_order(c: &mut Conversation<'_>) -> Result<(String, i64), Stop> {
    let drawn = accept_order(c, order(), Success)?;
    handled(c)?;
    Ok(drawn)
}

/// Compares what was sold of `{produit}`, once it is `sold`, with the snapshot, in which it is
/// `{vendu}`.
///
/// # Errors
/// When another number was sold.
pub fn sold(c: &mut Conversation<'_>, produit: &str, sold: i64) -> Result<(), Stop> {
    sold_at(c, SALES, produit, sold)
}

/// Like [`sold`], for a path of its own.
///
/// # Errors
/// Those of [`sold`].
pub fn sold_at(
    c: &mut Conversation<'_>,
    path: &'static str,
    produit: &str,
    sold: i64,
) -> Result<(), Stop> {
    // Numbers that stand for none: a sum may equal a quantity by chance, and a snapshot has one name
    // for both.
    const NONE: [i64; 2] = [-1, -2];
    c.bind("produit", Drawn::Text(produit.to_owned()));
    c.bind("quantite", Drawn::Integer(NONE[0]));
    c.bind("vendu", Drawn::Integer(sold));
    c.exchange_when(get(path), Json, IN_TIME, |response| {
        field(response, "vendu").as_i64() == Some(sold)
    })?;
    c.bind("vendu", Drawn::Integer(NONE[1]));
    Ok(())
}

/// The body of a message.
pub fn body(id: &Value, produit: &str, quantite: i64) -> Value {
    json!({ "id": id, "produit": produit, "quantite": quantite })
}

/// A message as the service publishes it.
pub fn message(id: &Value, produit: &str, quantite: i64) -> Message {
    let text = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    Message {
        id: Some(text),
        content_type: Some("application/json".to_owned()),
        delivery_mode: Some(PERSISTENT),
        ..Message::of(body(id, produit, quantite).to_string())
    }
}

/// `delivery_mode` of a message that the broker keeps on its disk.
pub const PERSISTENT: u8 = 2;

/// An id that the harness makes up: an integer, after which there is room for as many more as a check
/// needs.
pub fn draw_id(c: &mut Conversation<'_>) -> i64 {
    c.rng().i64(1_000_000..=(1 << 31) - 1_000)
}

/// Publishes messages to the queue of orders, and tells so.
///
/// # Errors
/// When the broker does not take them.
pub fn publish(
    c: &mut Conversation<'_>,
    broker: &Broker,
    messages: &[Message],
) -> Result<(), Stop> {
    for message in messages {
        c.command(command(message));
    }
    if broker.look(broker.queue())?.is_none() {
        return Err(c.broken(promises::NOT_DECLARED, "", Lines::default()));
    }
    broker.publish(messages)
}

/// A command that publishes a message: `amqp-publish` of the package amqp-tools, which cannot set an id.
fn command(message: &Message) -> String {
    const MOST: usize = 200;
    let body: String = String::from_utf8_lossy(&message.body).chars().take(MOST).collect();
    let content_type = message.content_type.as_ref();
    let content_type = content_type.map_or_else(String::new, |name| format!(" -C {name}"));
    format!("amqp-publish -r commandes{content_type} -b '{}'", body.replace('\'', r"'\''"))
}

/// Publishes an order of another program, and waits until it is handled: what was in the queue before
/// it has been delivered by then.
///
/// # Errors
/// When it is not handled in time.
pub fn last_order(c: &mut Conversation<'_>, broker: &Broker) -> Result<(), Stop> {
    last_order_of_many(c, broker, IN_TIME)
}

/// Like [`last_order`], behind so many messages that they may take longer.
///
/// # Errors
/// When it is not handled in time.
pub fn last_order_of_many(
    c: &mut Conversation<'_>,
    broker: &Broker,
    patience: Duration,
) -> Result<(), Stop> {
    let id = draw_id(c);
    let (produit, quantite) = draw_order(c);
    c.bind("dernier", Drawn::TextId(id.to_string()));
    publish(c, broker, &[message(&json!(id), &produit, quantite)])?;
    c.exchange_when(get("/api/commandes/{dernier}"), Summary(state), patience, is_handled)?;
    if broker.wait(IN_TIME, |found| found.is_some_and(|found| found.messages == 0))? {
        return Ok(());
    }
    Err(c.broken(promises::QUEUE_NOT_EMPTY, "", Lines::default()))
}

/// Holds the next message.
///
/// # Errors
/// When the server reads its queue alone.
pub fn hold(c: &Conversation<'_>, broker: &Broker) -> Result<Held, Stop> {
    let refused = |why: String| c.broken(promises::EXCLUSIVE, "", why.as_str());
    broker.hold()?.map_err(refused)
}

/// Starts the server, and waits for a moment until it has declared its queue, or declares it. Whether the
/// server does is judged by one check, and the others have a queue in any case.
///
/// # Errors
/// When the server does not start.
pub fn ready(c: &mut Conversation<'_>, broker: &Broker) -> Result<(), Stop> {
    const SOON: Duration = Duration::from_secs(2);
    c.origin()?;
    match broker.wait(SOON, |found| found.is_some())? {
        true => Ok(()),
        false => broker.declare_missing(),
    }
}

/// Waits until it is so, or until the time is over; whether it is.
pub fn waited(patience: Duration, is_so: impl Fn() -> bool) -> bool {
    const LOOK: Duration = Duration::from_millis(1);
    let start = Instant::now();
    while !is_so() {
        if start.elapsed() > patience {
            return false;
        }
        thread::sleep(LOOK);
    }
    true
}
