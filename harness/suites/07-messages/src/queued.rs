//! The conversations of the checks on orders that are published, and handled by the same program.

use broker::{Broker, Message};
use engine::difference::Difference;
use engine::draw::{self, Drawn};
use engine::http::{Method, Request, delete, get, post, put};
use engine::lines::Lines;
use engine::transcript::Projection::{Json, Refusal, Status, Success};
use engine::{Conversation, Stop};
use serde_json::{Value, json};

use crate::messages::{promises, steps};
use crate::orders::{
    IN_TIME, ORDER, ORDERS, accept, accept_order, draw_order, first_order, hold, last_order, order,
    ready, sold, sold_at, waited,
};
use crate::values;

/// `accepted`: an order that nobody handles yet, because the harness holds its message.
pub fn accepted(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let broker = Broker::open(c)?;
    ready(c, &broker)?;
    let mut held = hold(c, &broker)?;
    c.note(steps::HELD);
    let (produit, _) = accept_order(c, order().showing(&["location"]), Json)?;
    // Where another answer than 202 is expected, the message may never come.
    if broker.held(&mut held, IN_TIME)?.is_none() {
        return Err(c.broken(promises::NOTHING_PUBLISHED, "", Lines::default()));
    }
    c.exchange(get(ORDER), Json)?;
    // It is not forgotten, and nothing is sold yet.
    c.kill()?;
    c.exchange(get(ORDER), Json)?;
    sold(c, &produit, 0)?;
    let unknown = 1_000_000_000 + c.rng().i64(0..1_000_000_000);
    c.bind("inconnue", Drawn::Integer(unknown));
    c.exchange(get("/api/commandes/{inconnue}"), Refusal)?;
    // Nor do texts that are no id name an order.
    let no_ids = ["a b", "é", &"a".repeat(65)];
    let no_ids = no_ids.map(|text| vec![("inconnue", Drawn::Text(text.to_owned()))]);
    c.exchange_each(&no_ids, &get("/api/commandes/{inconnue}"), Refusal)?;
    c.draw("mot", draw::word);
    c.exchange(get("/api/commandes/{mot}"), Refusal)?;
    // Another order is another one.
    accept_order(c, order().naming("autre"), Json).map(drop)
}

/// `published`: what the message is like that the service publishes.
pub fn published(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let broker = Broker::open(c)?;
    ready(c, &broker)?;
    let mut held = hold(c, &broker)?;
    c.note(steps::HELD);
    accept_order(c, order(), Success)?;
    let Some(message) = broker.held(&mut held, IN_TIME)? else {
        return Err(c.broken(promises::NOTHING_PUBLISHED, "", Lines::default()));
    };
    let Some(id) = message.id.clone() else {
        return Err(c.broken(promises::NO_MESSAGE_ID, "", Lines::default()));
    };
    if !is_uuid(&id) {
        return Err(c.broken(
            promises::NO_UUID,
            "127e3f63-2566-4dd0-aded-b37e3688088b",
            id.as_str(),
        ));
    }
    let difference = Difference::Message { queue: "commandes".to_owned() };
    let found = properties(c, &message);
    c.compare_found("→ commandes", found, difference)
}

/// Whether a text is written as a UUID: 8, 4, 4, 4 and 12 hexadecimal digits. (RFC 9562, section 4)
fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let is_digit = |byte: u8| byte == b'-' || byte.is_ascii_hexdigit();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(is_digit)
}

/// A message as a snapshot has it.
fn properties(c: &Conversation<'_>, message: &Message) -> Lines {
    let given = |value: Option<&str>| value.map_or_else(|| "–".to_owned(), str::to_owned);
    let mode = message.delivery_mode.map(|mode| mode.to_string());
    // A parameter of the type is free, as in a response.
    let content_type = given(message.content_type.as_deref());
    let content_type = content_type.split(';').next().unwrap_or_default().trim().to_lowercase();
    let head = format!(
        "delivery_mode: {}\ncontent_type: {content_type}\nmessage_id: {}",
        given(mode.as_deref()),
        c.normalised(&given(message.id.as_deref())),
    );
    let mut lines = Lines::from(head).then("");
    match serde_json::from_slice::<Value>(&message.body) {
        Ok(body) => lines.extend(c.printed(&body)),
        Err(_) => {
            lines.extend(Lines::from(String::from_utf8_lossy(&message.body).into_owned()));
        }
    }
    lines
}

/// `declared`: both queues, as soon as the service is connected, and when they are there already.
pub fn declared(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let broker = Broker::open(c)?;
    c.rounds(2, |c, number| {
        if number > 0 {
            // The next start finds the queues, and an order in one of them.
            c.kill()?;
        }
        c.origin()?;
        // Whether they are there, the comparison shows.
        broker.wait(IN_TIME, |found| found.is_some())?;
        c.note(steps::DECLARED);
        broker.compare_queues(c)?;
        accept_order(c, order(), Success).map(drop)
    })
}

/// `errors`: each has the same shape.
pub fn errors(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let _broker = Broker::open_unless_running(c)?;
    accept_order(c, order(), Success)?;
    c.exchange(post(ORDERS).raw(Some("application/json"), "{\"produit\": \"Lampe\","), Refusal)?;
    let text = "{\"produit\": \"Lampe\", \"quantite\": 1}";
    c.exchange(post(ORDERS).raw(Some("text/plain"), text), Refusal)?;
    c.exchange(get("/api/inconnu"), Refusal)?;
    let body = json!({ "produit": "Lampe", "quantite": 1 });
    c.exchange(put(ORDERS).json(body.clone()).showing(&["allow"]), Refusal)?;
    c.exchange(delete(ORDER).showing(&["allow"]), Refusal)?;
    c.exchange(post("/api/ventes/Lampe").json(body).showing(&["allow"]), Refusal)
}

/// `rules`: both sides of each; what is refused is not published.
pub fn rules(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let broker = Broker::open(c)?;
    let (produit, quantite) = first_order(c)?;
    let any = Request::new(Method::Post, ORDERS).json(json!("{corps}"));
    let longest = values::longest(c.rng());
    let accepted = values::accepted(&produit, &longest);
    c.exchange_each(&accepted, &any, Status)?;
    c.exchange_each(&values::refused(&produit), &any, Refusal)?;
    last_order(c, &broker)?;
    sold(c, &longest, 1)?;
    sold(c, &produit, quantite + 1 + 1_000)
}

/// `handled`: what was accepted is handled, and counts.
pub fn handled(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let broker = Broker::open(c)?;
    let (produit, first) = first_order(c)?;
    sold(c, &produit, first)?;
    // Of the same product, and of another one.
    let second = c.rng().i64(2..=90);
    c.bind("quantite", Drawn::Integer(second));
    accept(c, order(), Success)?;
    crate::orders::handled(c)?;
    let (other, third) = accept_order(c, order(), Success)?;
    crate::orders::handled(c)?;
    // It stays so, and nothing is lost by a restart.
    if !waited(IN_TIME, || broker.acknowledged() > 0) {
        return Err(c.broken(promises::NEVER_ACKNOWLEDGED, "", Lines::default()));
    }
    c.kill()?;
    c.exchange(get(ORDER), Json)?;
    sold(c, &other, third)?;
    // An id is never used again.
    accept_order(c, order(), Success)?;
    crate::orders::handled(c)?;
    sold(c, &produit, first + second)?;
    // With another database, and nothing in the queue, nothing was sold.
    c.renew()?;
    broker.delete()?;
    c.switch_database()?;
    sold(c, &produit, 0)
}

/// `sales`: names that look alike are two names, and one that was never sold is 0.
pub fn sales(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let _broker = Broker::open_unless_running(c)?;
    first_order(c)?;
    let names = values::alike(c.rng());
    let mut all = Vec::with_capacity(names.len());
    // An order may take its time, one after the other.
    (0..names.len()).for_each(|_| c.allow_more(IN_TIME));
    c.rounds(names.len(), |c, number| {
        let quantite = c.rng().i64(2..=90);
        all.push((names[number].clone(), quantite));
        c.bind("produit", Drawn::Text(names[number].clone()));
        c.bind("quantite", Drawn::Integer(quantite));
        accept(c, order(), Success)?;
        crate::orders::handled(c)
    })?;
    c.rounds(all.len(), |c, number| {
        let (name, quantite) = &all[number];
        sold(c, name, *quantite)
    })?;
    // As a client may write it in a path: `+` stands for itself.
    let number = c.rng().i64(1_000..=9_999);
    let plus = format!("Tournevis+{number}");
    c.bind("numero", Drawn::Integer(number));
    c.bind("produit", Drawn::Text(plus.clone()));
    c.bind("quantite", Drawn::Integer(7));
    accept(c, order(), Success)?;
    crate::orders::handled(c)?;
    sold_at(c, "/api/ventes/Tournevis+{numero}", &plus, 7)?;
    let (produit, _) = draw_order(c);
    sold(c, &produit, 0)
}
