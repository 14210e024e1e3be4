//! The conversations of the checks on services that do not give what they promised.

use std::time::Duration;

use engine::draw::Drawn;
use engine::http::{Response, post};
use engine::transcript::Projection::{Json, Refusal, Success, Summary};
use engine::{Conversation, Stop};
use serde_json::{Value, json};
use texts::Message;
use upstream::{Behaviour, Cut, Reply};

use crate::messages::{behaviours, promises, steps};
use crate::orders::{ORDERS, SIDES, Shop, Side, creation, order, patient, unhurried};

/// `unknown`: the user or a product does not exist, and is asked for once.
pub fn unknown(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let mut shop = Shop::open(c, 1)?;
    patient(c)?;
    c.exchange(order(1), Success)?;
    for side in SIDES {
        shop.turn_over(c);
        shop.all(side, |_| Behaviour::Answer(Reply::json(404, &json!({ "erreur": "inconnu" }))));
        c.note(steps::answers(side.variable(), behaviours::status(404)));
        c.exchange(order(1).showing(&["location"]), Refusal)?;
        shop.side(side).compare_calls(c)?;
        shop.heal(c);
    }
    Ok(())
}

/// `bad-gateway`: a response that nobody promised, and that would not be another one the next time.
pub fn bad_gateway(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let mut shop = Shop::open(c, 1)?;
    patient(c)?;
    c.exchange(order(1), Success)?;
    for side in SIDES {
        shop.turn_over(c);
        let unusable = unusable(side, &shop.known(side));
        c.allow_time_for(unusable.len());
        c.rounds(unusable.len(), |c, number| {
            let (reply, what) = &unusable[number];
            // This service was waited for, so that nothing is under way.
            shop.side(side).forget_calls();
            shop.all(side, |_| Behaviour::Answer(reply.clone()));
            c.note(steps::answers(side.variable(), what.clone()));
            c.exchange(order(1).showing(&["location"]), Refusal)?;
            shop.side(side).compare_calls(c)?;
            shop.heal(c);
            // Whatever a circuit breaker made of it, it is closed now.
            c.exchange(order(1), Success)
        })?;
    }
    // As long as it may be, and with a field more.
    for side in SIDES {
        c.note(steps::answers(side.variable(), behaviours::LONGEST));
        let mut known = shop.known(side);
        known["autre"] = json!("b");
        shop.all(side, |_| Behaviour::Answer(padded(&known, MAX_BODY)));
    }
    c.exchange(order(1), Success)?;
    shop.heal(c);
    c.rounds(PRICES.len(), |c, number| {
        let mut known = shop.known(Side::Products);
        known["prix_centimes"] = json!(PRICES[number]);
        shop.all(Side::Products, |_| Behaviour::Answer(Reply::json(200, &known)));
        c.note(steps::answers(Side::Products.variable(), behaviours::body(clipped(&known))));
        let mut one = creation(&[1]);
        one["lignes"][0]["quantite"] = json!(1);
        c.bind("total", Drawn::Integer(PRICES[number]));
        c.exchange(post(ORDERS).json(one), Summary(|order| order["total_centimes"].clone()))
    })
}

/// The lowest price, and the highest.
const PRICES: [i64; 2] = [0, (1 << 53) - 1];

/// The longest body that is read: 1 MiB.
const MAX_BODY: usize = 1024 * 1024;

/// Responses that cannot be used, and what they are.
fn unusable(side: Side, known: &Value) -> Vec<(Reply, Message)> {
    let with = |key: &str, value: Value| {
        let mut known = known.clone();
        known[key] = value;
        known
    };
    let without = |key: &str| {
        let mut known = known.clone();
        known.as_object_mut().map(|fields| fields.remove(key));
        known
    };
    let promised = |status: u16| match status {
        204 => behaviours::status(status),
        _ => behaviours::status_promised(status),
    };
    let status = |status: u16| (Reply::json(status, known), promised(status));
    let mut all: Vec<(Reply, Message)> =
        [201, 202, 204, 206, 400, 401, 403, 408, 409, 410, 418, 422, 425].map(status).into();
    for redirect in [301, 302, 307, 308] {
        let reply = Reply::json(redirect, known).header("Location", "/ailleurs");
        all.push((reply, behaviours::redirect(redirect)));
    }
    let mut bodies = vec![
        json!([known]),
        // What serde reads into a struct of these fields, one after the other.
        json!([known["id"], known["nom"]]),
        json!([known["id"], known["nom"], 100]),
        json!(null),
        json!("texte"),
        without("id"),
        without("nom"),
        with("id", json!(null)),
        with("nom", json!(7)),
        with("nom", json!(null)),
    ];
    if side == Side::Products {
        let prices = [json!(null), json!("100"), json!(-1), json!(1.5), json!(true)];
        bodies.extend(prices.map(|price| with("prix_centimes", price)));
        bodies.push(with("prix_centimes", json!(1_i64 << 53)));
        bodies.push(without("prix_centimes"));
    }
    all.extend(bodies.iter().map(|body| (Reply::json(200, body), behaviours::body(clipped(body)))));
    let json = "application/json";
    all.push((Reply::new(200, json, "{"), behaviours::body("{")));
    all.push((Reply::new(200, json, ""), behaviours::EMPTY));
    let mut not_utf8 = with("nom", json!("NOM")).to_string().into_bytes();
    if let Some(at) = not_utf8.windows(3).position(|bytes| bytes == b"NOM") {
        not_utf8[at] = 0xff;
    }
    all.push((Reply::new(200, json, not_utf8), behaviours::NOT_UTF_8));
    all.push((padded(known, MAX_BODY + 1), behaviours::TOO_LONG));
    all.push((padded(known, MAX_BODY + 1).chunked(), behaviours::TOO_LONG));
    all
}

/// The beginning of a body, as much as a report shows.
fn clipped(body: &Value) -> String {
    const MOST: usize = 120;
    body.to_string().chars().take(MOST).collect()
}

/// A response of exactly `length` bytes, which are `body` and white space.
fn padded(body: &Value, length: usize) -> Reply {
    let mut text = body.to_string();
    text.extend(std::iter::repeat_n(' ', length.saturating_sub(text.len())));
    Reply::new(200, "application/json", text)
}

/// `retried`: a service that fails, for a moment or for longer.
pub fn retried(c: &mut Conversation<'_>) -> Result<(), Stop> {
    unhurried(c);
    let mut shop = Shop::open(c, 1)?;
    c.exchange(order(1), Success)?;
    for (side, [first, second]) in [(Side::Users, [503, 501]), (Side::Products, [429, 505])] {
        c.renew()?;
        shop.turn_over(c);
        let fails = [first, second].map(failing);
        shop.first(side, &fails);
        c.note(steps::answers_first(side.variable(), first, second));
        c.exchange(order(1), Success)?;
        shop.side(side).compare_calls(c)?;
    }
    for (side, status) in [(Side::Products, 500), (Side::Users, 429)] {
        c.renew()?;
        shop.turn_over(c);
        shop.all(side, |_| failing(status));
        c.note(steps::answers(side.variable(), behaviours::status(status)));
        c.exchange(order(1).showing(&["location", "retry-after"]), Json)?;
        shop.side(side).compare_calls(c)?;
        shop.heal(c);
    }
    // It is the same whatever the reason. Whether a connection that breaks off is one is the business of
    // another check.
    c.renew()?;
    shop.turn_over(c);
    let failed = unavailable(c, &shop, Side::Users, (failing(500), behaviours::status(500)))?;
    c.renew()?;
    let cut = unavailable(c, &shop, Side::Users, cut())?;
    if cut.status == failed.status { same_refusal(c, &failed, &cut) } else { Ok(()) }
}

/// The response to an order while a service behaves like that.
fn unavailable(
    c: &mut Conversation<'_>,
    shop: &Shop,
    side: Side,
    (behaviour, what): (Behaviour, Message),
) -> Result<Response, Stop> {
    shop.all(side, |_| behaviour.clone());
    c.note(steps::answers(side.variable(), what));
    c.send(&order(1))
}

/// A connection that breaks off, and how a report calls it.
pub fn cut() -> (Behaviour, Message) {
    let reply = Reply::json(200, &json!({}));
    (Behaviour::Broken(reply, Cut::InHead), behaviours::CUT_IN_HEAD)
}

/// A 503 has the same text and the same header as another one, whatever that is.
///
/// # Errors
/// When it has not.
pub fn same_refusal(c: &Conversation<'_>, one: &Response, other: &Response) -> Result<(), Stop> {
    let [expected, received] = [one, other].map(shown);
    if expected == received {
        return Ok(());
    }
    Err(c.broken(promises::SAME_REFUSAL, &expected, received.as_str()))
}

fn shown(response: &Response) -> String {
    let seconds = response.header("retry-after").and_then(|text| text.parse().ok());
    let retry_after = match seconds {
        Some(1..=60) => "retry-after: 1…60\n",
        _ => "",
    };
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    format!("HTTP {}\n{retry_after}\n{body}", response.status)
}

/// A response of a service that fails, with a `Retry-After` that is meant for others.
pub fn failing(status: u16) -> Behaviour {
    let reply = Reply::json(status, &json!({ "erreur": "panne" }));
    Behaviour::Answer(reply.header("Retry-After", "120"))
}

/// How a service fails to give a whole response.
#[derive(Clone, Copy)]
enum Failing {
    Cut(Cut),
    Garbage,
    Silent,
}

/// `broken-off`: no response, or not a whole one.
pub fn broken_off(c: &mut Conversation<'_>) -> Result<(), Stop> {
    unhurried(c);
    let mut shop = Shop::open(c, 1)?;
    shop.users.refuse()?;
    shop.products.refuse()?;
    c.note(steps::BOTH_REFUSE);
    c.exchange(order(1), Refusal)?;
    shop.users.listen()?;
    shop.products.listen()?;
    c.note(steps::BOTH_LISTEN);
    // Another server: what a breaker makes of six failures is the business of other checks.
    c.renew()?;
    c.exchange(order(1), Success)?;
    let kinds = [
        (Failing::Cut(Cut::InHead), behaviours::CUT_IN_HEAD),
        (Failing::Cut(Cut::InBody), behaviours::CUT_IN_BODY),
        (Failing::Cut(Cut::InChunk), behaviours::CUT_IN_CHUNK),
        (Failing::Garbage, behaviours::NOT_HTTP),
        // For as long as `DELAI_MS` says by default.
        (Failing::Silent, behaviours::SILENT),
    ];
    c.rounds(kinds.len(), |c, number| {
        let (failing, what) = &kinds[number];
        let behave = |reply| match failing {
            Failing::Cut(cut) => Behaviour::Broken(reply, *cut),
            Failing::Garbage => Behaviour::Raw(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()),
            Failing::Silent => Behaviour::Silent,
        };
        let side = SIDES[number % SIDES.len()];
        c.renew()?;
        c.exchange(order(1), Success)?;
        shop.turn_over(c);
        shop.all(side, behave);
        c.note(steps::answers(side.variable(), what.clone()));
        c.exchange(order(1).showing(&["location"]), Refusal)?;
        shop.compare_count(c, side)?;
        shop.heal(c);
        Ok(())
    })
}

/// What an exchange may take that is judged with a bound of 5 s: 2 s of grace.
pub const PATIENCE: Duration = Duration::from_secs(7);
