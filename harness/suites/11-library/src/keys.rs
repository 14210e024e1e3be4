//! The conversation of the check on the keys of `emprunts`: a key has one loan.

use engine::draw::{self, Drawn};
use engine::http::{Request, post};
use engine::transcript::Projection::{Json, Refusal, Status};
use engine::{Conversation, Row, Stop, json as documents};
use serde_json::{Value, json};

use crate::loans::{Desk, KEY, ask, borrow};
use crate::messages::{promises, steps};
use crate::played::Fault;
use crate::service::{LOANS, RETURN};
use crate::values::{WRONG_KEYS, right_keys};

/// `keys`: once, again, with other content, malformed.
pub fn keys(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let desk = Desk::open(c)?;
    malformed(c, &desk)?;
    desk.choose(c, 0, 1);
    let request = borrow(c);
    c.exchange(request.showing(&["location"]), Json)?;
    let again = || ask().showing(&["location"]);
    c.exchange(again(), Json)?;
    desk.require(c, 1, 1)?;
    // It needs nobody.
    desk.books.fail(c, Fault::Refuses)?;
    desk.members.fail(c, Fault::Silent)?;
    c.exchange(again(), Json)?;
    desk.books.heal(c)?;
    desk.members.heal(c)?;
    for (membre, livre) in [(1, 1), (0, 3)] {
        desk.choose(c, membre, livre);
        c.exchange(ask().naming("refuse"), Refusal)?;
    }
    desk.require(c, 3, 0)?;
    desk.choose(c, 0, 1);
    c.kill()?;
    c.exchange(again(), Json)?;
    c.exchange(post(RETURN), Status)?;
    c.exchange(again(), Json)?;
    desk.require(c, 1, 0)?;
    at_once(c, &desk)
}

/// Keys that no loan can have, and keys that one can have.
fn malformed(c: &mut Conversation<'_>, desk: &Desk) -> Result<(), Stop> {
    desk.choose(c, 1, 2);
    let loan = || post(LOANS).json(json!({ "membre": "{membre}", "livre": "{livre}" }));
    c.exchange(loan(), Refusal)?;
    let row = |key: &str| -> Row { vec![("cle", Drawn::Text(key.to_owned()))] };
    let wrong: Vec<Row> = WRONG_KEYS.iter().map(|key| row(key)).collect();
    c.exchange_each(&wrong, &loan().header(KEY, "{cle}"), Refusal)?;
    desk.require(c, 2, 0)?;
    let word = draw::word(c.rng()).text();
    // Not all of them by one member, who may have three loans.
    let of = |index: usize| ("membre", Drawn::Id(desk.membres[(index + 1) % 2]));
    let right = right_keys(&word).into_iter().enumerate();
    let right: Vec<Row> =
        right.map(|(index, key)| row(&key).into_iter().chain([of(index)]).collect()).collect();
    c.exchange_each(&right, &loan().header(KEY, "{cle}"), Status)?;
    desk.require(c, 2, 3)
}

/// Many clients with one key at the same time: all that get a 201 have the same loan.
fn at_once(c: &mut Conversation<'_>, desk: &Desk) -> Result<(), Stop> {
    const ROUNDS: usize = 4;
    c.allow_time_for(ROUNDS * CLIENTS);
    desk.choose(c, 0, 3);
    c.rounds(ROUNDS, |c, _| {
        let request = borrow(c);
        one_loan(c, &request)?;
        // Whoever got a 503 asks again.
        c.exchange(request, Status)?;
        desk.require(c, 3, 1)?;
        c.exchange(post(RETURN), Status)?;
        desk.require(c, 3, 0)
    })
}

/// How many clients have one key.
pub const CLIENTS: usize = 10;

/// Asks for one loan many times, at the same time: each response is a 201 with the same loan, or a 503.
///
/// # Errors
/// When one is not.
pub fn one_loan(c: &mut Conversation<'_>, request: &Request) -> Result<(), Stop> {
    let before = c.steps();
    let mut pending = Vec::with_capacity(CLIENTS);
    for _ in 0..CLIENTS {
        c.forget_steps_after(before);
        pending.push(c.begin(request.clone(), Some(steps::at_the_same_time(CLIENTS)))?);
    }
    let mut ids: Vec<Value> = Vec::new();
    for request in pending {
        let response = c.response(request)?;
        match response.status {
            201 => {
                let body: Value = documents::parse(&response.body).unwrap_or_default();
                if !ids.contains(&body["id"]) {
                    ids.push(body["id"].clone());
                }
            }
            503 => {}
            status => {
                let received = format!("HTTP {status}");
                return Err(c.broken(promises::one_key_status(status), "HTTP 201", received));
            }
        }
    }
    match ids.as_slice() {
        [] | [_] => Ok(()),
        several => {
            let shown = Value::from(several).to_string();
            Err(c.broken(promises::two_loans(several.len()), "", shown))
        }
    }
}
