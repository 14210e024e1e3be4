//! The conversations of the checks on many clients at the same time.

use engine::Row;
use engine::draw::{self, Drawn};
use engine::http::{get, post};
use engine::transcript::Projection::{Json, Status, Success};
use engine::{Conversation, Stop, json as documents};
use serde_json::Value;

use crate::keys::{CLIENTS, one_loan};
use crate::library::{add_book, add_member, at, available_copies, open};
use crate::loans::{ask, borrow, draw_key};
use crate::members::create_member;
use crate::messages::promises;
use crate::service::{LOANS_OF_MEMBER, RETURN, Service};

/// `last-copies`: 30 clients for 3 copies.
pub fn last_copies(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const CLIENTS: usize = 30;
    // A member who succeeds every time has no more loans than are allowed.
    const ROUNDS: usize = 3;
    open(c)?;
    c.allow_time_for((ROUNDS + 1) * CLIENTS);
    let members = members(c, CLIENTS)?;
    c.rounds(ROUNDS, |c, _| {
        add_book(c, 3)?;
        let rows: Vec<Row> = members.iter().map(|member| with_key(c, member)).collect();
        at(c, Service::Emprunts)?;
        let responses = c.concurrently(&rows, &ask().naming("refuse"), Status)?;
        let successful = responses.iter().filter(|response| response.is_success());
        let body = |body: &[u8]| documents::parse(body).unwrap_or_default();
        let mut ids: Vec<String> =
            successful.map(|response| body(&response.body)["id"].to_string()).collect();
        ids.sort();
        ids.dedup();
        if ids.len() != 3 {
            return Err(c.broken(promises::SAME_LOAN, "", ids.join(", ")));
        }
        available_copies(c, 0)
    })
}

/// `three-loans`: one member, and more clients than loans.
pub fn three_loans(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const CLIENTS: usize = 12;
    const ROUNDS: usize = 4;
    open(c)?;
    c.allow_time_for(ROUNDS * CLIENTS);
    c.rounds(ROUNDS, |c, _| {
        add_book(c, 20)?;
        add_member(c)?;
        let rows: Vec<Row> = (0..CLIENTS).map(|_| with_key(c, &Row::new())).collect();
        at(c, Service::Emprunts)?;
        c.concurrently(&rows, &ask().naming("refuse"), Status)?;
        available_copies(c, 17)
    })
}

/// `one-key`: one key, and many clients.
pub fn one_key(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const ROUNDS: usize = 5;
    open(c)?;
    c.allow_time_for(ROUNDS * CLIENTS);
    c.rounds(ROUNDS, |c, _| {
        add_book(c, 5)?;
        add_member(c)?;
        at(c, Service::Emprunts)?;
        let request = borrow(c);
        one_loan(c, &request)?;
        // Whoever got a 503 asks again.
        c.exchange(request, Status)?;
        c.exchange(get(LOANS_OF_MEMBER), Json)?;
        available_copies(c, 4)?;
        at(c, Service::Emprunts)?;
        c.exchange(post(RETURN), Success)?;
        available_copies(c, 5)
    })
}

/// Creates that many members, and returns names for their ids.
fn members(c: &mut Conversation<'_>, count: usize) -> Result<Vec<Row>, Stop> {
    at(c, Service::Membres)?;
    let create = create_member(c);
    let rows: Vec<Row> =
        (0..count).map(|_| vec![("nom", Drawn::Text(draw::full_name(c.rng()).text()))]).collect();
    let responses = c.responses(&rows, &create, Success)?;
    let id = |body: &Value| match body["id"].as_str() {
        Some(text) => Drawn::TextId(text.to_owned()),
        None => Drawn::Id(documents::integer(&body["id"]).unwrap_or_default()),
    };
    let known = |body: &[u8]| vec![("membre", id(&documents::parse(body).unwrap_or_default()))];
    Ok(responses.iter().map(|response| known(&response.body)).collect())
}

/// A row with a key of its own.
fn with_key(c: &mut Conversation<'_>, row: &Row) -> Row {
    let key = draw_key(c.rng());
    row.iter().cloned().chain([("cle", key)]).collect()
}
