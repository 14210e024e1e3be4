//! The conversations of the checks on messages that come from others, come again, cannot be handled, or
//! wait while the server is killed.

use std::collections::BTreeSet;
use std::time::Duration;

use broker::{Broker, Message};
use engine::draw::{self, Drawn};
use engine::http::get;
use engine::lines::Lines;
use engine::transcript::Projection::{Json, Success, Summary};
use engine::{Conversation, Stop};
use serde_json::{Value, json};

use crate::messages::{promises, steps};
use crate::orders::{
    IN_TIME, ORDER, PERSISTENT, accept_order, body, draw_id, draw_order, handled, hold, is_handled,
    last_order, last_order_of_many, message, order, publish, ready, sold, state, waited,
};
use crate::values;

/// `others`: what other programs publish, with ids of every form.
pub fn others(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let broker = Broker::open(c)?;
    ready(c, &broker)?;
    let ids = ids(c);
    let longest = values::longest(c.rng());
    let quantities: Vec<i64> = ids.iter().map(|_| c.rng().i64(2..=90)).collect();
    let (produit, other) = (draw::full_name(c.rng()).text(), draw::full_name(c.rng()).text());
    let plain = |number: usize| {
        let mut body = body(&ids[number], &produit, quantities[number]);
        // What nobody promised.
        body["couleur"] = json!("rouge");
        Message::of(body.to_string())
    };
    let first = [
        message(&ids[0], &produit, quantities[0]),
        plain(1),
        Message { content_type: Some("text/plain".to_owned()), ..plain(2) },
        Message { id: Some("autre".to_owned()), ..plain(3) },
        message(&ids[4], &longest, 1_000),
    ];
    publish(c, &broker, &first)?;
    c.rounds(first.len(), |c, number| {
        let (name, count) =
            if number == 4 { (&longest, 1_000) } else { (&produit, quantities[number]) };
        shown(c, &ids[number], name, count)
    })?;
    let total = quantities[..4].iter().sum();
    sold(c, &produit, total)?;
    sold(c, &longest, 1_000)?;
    // The first message with an id counts, and the number is the same order as its text.
    let as_text = json!(ids[0].to_string());
    let again =
        [message(&as_text, &other, 7), message(&ids[0], &produit, 9), message(&ids[1], &other, 11)];
    publish(c, &broker, &again)?;
    let rivals = rivals(c, &produit, &other);
    publish(c, &broker, &rivals)?;
    last_order(c, &broker)?;
    shown(c, &as_text, &produit, quantities[0])?;
    sold(c, &produit, total + RIVALS)?;
    sold(c, &other, 0)
}

/// How many ids have rivals; one piece is ordered under each.
const RIVALS: i64 = 3;

/// Messages that come one right after the other, for several ids: the first keeps no rule and decides
/// nothing, the second counts, the third comes too late. All have the same `message_id`.
fn rivals(c: &mut Conversation<'_>, produit: &str, other: &str) -> Vec<Message> {
    let first = draw_id(c);
    let all = (first..first + RIVALS).flat_map(|id| {
        let id = json!(id);
        [message(&id, produit, 0), message(&id, produit, 1), message(&id, other, 5)]
    });
    all.map(|message| Message { id: Some("pareil".to_owned()), ..message }).collect()
}

/// Ids of every form, no two of which are the same order.
fn ids(c: &mut Conversation<'_>) -> [Value; 5] {
    let number = draw_id(c);
    let text = format!("{}.{}_-{}", draw::word(c.rng()).text(), number, "Z".repeat(64));
    [
        json!(number),
        json!(text[..64]),
        json!("a"),
        json!(draw::word(c.rng()).text()),
        json!((number + 1).to_string()),
    ]
}

/// Compares an order of another program with the snapshot, once it is handled. Its id may be shown as a
/// number or as a text.
fn shown(c: &mut Conversation<'_>, id: &Value, produit: &str, quantite: i64) -> Result<(), Stop> {
    let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    c.bind("id", Drawn::TextId(id));
    c.bind("produit", Drawn::Text(produit.to_owned()));
    c.bind("quantite", Drawn::Integer(quantite));
    c.exchange_when(get(ORDER), Summary(with_text_id), IN_TIME, is_handled)
}

/// The order, with its id as a text.
fn with_text_id(order: &Value) -> Value {
    let mut order = order.clone();
    if let Some(id) = order.get_mut("id").filter(|id| id.is_i64() || id.is_u64()) {
        *id = json!(id.to_string());
    }
    order
}

/// `twice`: the message of the service itself comes three times, and again after a restart.
pub fn twice(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let broker = Broker::open(c)?;
    ready(c, &broker)?;
    let mut held = hold(c, &broker)?;
    let (produit, quantite) = accept_order(c, order(), Success)?;
    let Some(own) = broker.held(&mut held, IN_TIME)? else {
        return Err(c.broken(promises::NOTHING_PUBLISHED, "", Lines::default()));
    };
    // The copies come before the message itself.
    publish(c, &broker, &[own.clone(), own.clone()])?;
    handled(c)?;
    broker.release(held)?;
    last_order(c, &broker)?;
    sold(c, &produit, quantite)?;
    c.kill()?;
    // The broker has noticed it, so that the copy goes to the next server.
    broker.wait(IN_TIME, |found| found.is_some_and(|found| found.consumers == 0))?;
    publish(c, &broker, std::slice::from_ref(&own))?;
    last_order(c, &broker)?;
    sold(c, &produit, quantite)?;
    c.bind("quantite", Drawn::Integer(quantite));
    c.exchange(get(ORDER), Json)?;
    // What comes again can be handled: it is not set aside.
    match broker.look(&broker.rejects())? {
        Some(found) if found.messages > 0 => {
            Err(c.broken(promises::SET_ASIDE, "", Lines::default()))
        }
        _ => Ok(()),
    }
}

/// `poison`: messages that can never be handled, between good ones.
pub fn poison(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let broker = Broker::open(c)?;
    ready(c, &broker)?;
    let (produit, quantite) = draw_order(c);
    let bad = values::poison(c.rng(), &produit).into_iter().enumerate();
    let bad: Vec<Message> = bad.map(|(number, body)| dressed(c, number, body)).collect();
    let good = draw_id(c);
    c.bind("bonne", Drawn::TextId(good.to_string()));
    let mut all = vec![message(&json!(good + 1), &produit, quantite)];
    all.extend(bad.iter().cloned());
    all.push(message(&json!(good), &produit, quantite));
    broker.publish(&all)?;
    c.note(steps::poison(bad.len()));
    c.exchange_when(get("/api/commandes/{bonne}"), Summary(state), IN_TIME, is_handled)?;
    let aside = broker.set_aside(bad.len(), IN_TIME)?;
    for sent in &bad {
        let received = aside.iter().find(|message| message.body == sent.body);
        let Some(received) = received else {
            return Err(c.broken(promises::NOT_SET_ASIDE, &text(sent), ""));
        };
        if text(received) != text(sent) {
            return Err(c.broken(promises::CHANGED, &text(sent), text(received).as_str()));
        }
    }
    c.compare("→ commandes.rejets", "…")?;
    sold(c, &produit, 2 * quantite)
}

/// A message with properties of its own; some have no id, and not all have the same type.
fn dressed(c: &mut Conversation<'_>, number: usize, body: Vec<u8>) -> Message {
    const TYPES: [Option<&str>; 3] = [Some("application/json"), Some("text/plain"), None];
    let word = |c: &mut Conversation<'_>| draw::word(c.rng()).text();
    let headers = vec![("origine".to_owned(), word(c)), ("x-essai".to_owned(), word(c))];
    Message {
        body,
        id: number.is_multiple_of(2).then(|| word(c)),
        content_type: TYPES[number % TYPES.len()].map(str::to_owned),
        delivery_mode: Some(PERSISTENT),
        headers,
    }
}

/// What must stay as it is of a message that is set aside.
fn text(message: &Message) -> String {
    /// The broker adds headers that begin like this.
    const ADDED: [&str; 3] = ["x-death", "x-first-death-", "x-last-death-"];
    let given = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    let is_own = |(name, _): &&(String, String)| !ADDED.iter().any(|start| name.starts_with(start));
    let own: BTreeSet<String> = message
        .headers
        .iter()
        .filter(is_own)
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let own: Vec<String> = own.into_iter().collect();
    format!(
        "message_id: {}\ncontent_type: {}\n{}\n\n{}",
        given(&message.id),
        given(&message.content_type),
        own.join("\n"),
        String::from_utf8_lossy(&message.body),
    )
}

/// `killed`: the server is killed again and again while messages wait, each time after it has
/// acknowledged some.
pub fn killed(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const MESSAGES: usize = 300;
    const KILLS: usize = 4;
    const SOON: Duration = Duration::from_secs(2);
    let broker = Broker::open(c)?;
    ready(c, &broker)?;
    c.kill()?;
    c.allow_time_for(MESSAGES);
    let products: Vec<String> = (0..3).map(|_| draw::full_name(c.rng()).text()).collect();
    let first = draw_id(c);
    let mut sums = vec![0; products.len()];
    let mut messages = Vec::with_capacity(MESSAGES);
    for (number, id) in (first..).take(MESSAGES).enumerate() {
        let (product, quantite) = (number % products.len(), c.rng().i64(1..=1_000));
        sums[product] += quantite;
        messages.push(message(&json!(id), &products[product], quantite));
    }
    broker.publish(&messages)?;
    c.note(steps::waiting(MESSAGES));
    for _ in 0..KILLS {
        // Acknowledgements may cover many messages each: what is waited for is not what is handled.
        let enough = broker.acknowledged() + c.rng().usize(5..40);
        c.origin()?;
        // A server that acknowledges nothing is killed too.
        waited(SOON, || broker.acknowledged() >= enough);
        c.kill()?;
    }
    // The first one comes again after all others.
    broker.publish(&messages[..1])?;
    // What is left may take longer than what the contract promises for fewer messages.
    last_order_of_many(c, &broker, 4 * IN_TIME)?;
    for (product, sum) in products.iter().zip(&sums) {
        sold(c, product, *sum)?;
    }
    // The sums can also be exact because every message comes again and again.
    match waited(IN_TIME, || broker.acknowledged() > 0) {
        true => Ok(()),
        false => Err(c.broken(promises::NEVER_ACKNOWLEDGED, "", Lines::default())),
    }
}
