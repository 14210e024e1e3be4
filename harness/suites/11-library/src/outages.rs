//! The conversations of the checks on services that are away for a while, one request after the other.

use std::thread;
use std::time::{Duration, Instant};

use engine::http::{delete, get, post};
use engine::transcript::Projection::{Json, Refusal, Status, Success};
use engine::{Conversation, Stop, json, limits};
use serde_json::Value;
use switch::Direction;

use crate::alone::PATIENCE;
use crate::library::{Cut, Links, add_book, add_member, at, available_copies, open};
use crate::loans::{ask, borrow};
use crate::messages::promises;
use crate::service::{BOOK, LOAN, LOANS_OF_MEMBER, MEMBER, RETURN, Service};

/// What these checks may take longer: each response may take 5 s, and so may each repair.
const MORE: Duration = Duration::from_secs(180);

/// How many copies the book has.
const COPIES: usize = 3;

/// `links`: the link from `emprunts` to another service is cut, in each of the four ways, and healed.
pub fn links(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const CUTS: [Cut; 4] = [
        Cut::Refuses,
        Cut::Closes,
        Cut::Swallows(Direction::Requests),
        Cut::Swallows(Direction::Responses),
    ];
    const TO: [Service; 2] = [Service::Livres, Service::Membres];
    c.allow_more(MORE);
    let links = open(c)?;
    add_book(c, 3)?;
    add_member(c)?;
    c.rounds(CUTS.len() * TO.len(), |c, number| {
        let (to, cut) = (TO[number % TO.len()], CUTS[number / TO.len()]);
        links.cut(c, Service::Emprunts, to, cut)?;
        at(c, Service::Emprunts)?;
        let request = borrow(c);
        c.exchange(request, Refusal)?;
        links.heal(c, Service::Emprunts, to)?;
        agree(c)?;
        lent(c)?;
        links.cut(c, Service::Emprunts, to, cut)?;
        at(c, Service::Emprunts)?;
        c.exchange(post(RETURN), Json)?;
        links.heal(c, Service::Emprunts, to)?;
        available_copies(c, 3)
    })
}

/// Asks for the loan of `{cle}` again.
fn lent(c: &mut Conversation<'_>) -> Result<(), Stop> {
    at(c, Service::Emprunts)?;
    c.exchange_when(ask(), Status, PATIENCE, |response| response.status == 201)?;
    available_copies(c, 2)
}

/// `outages`: one service is killed, and started again.
pub fn outages(c: &mut Conversation<'_>) -> Result<(), Stop> {
    c.allow_more(MORE);
    let links = open(c)?;
    add_book(c, 3)?;
    add_member(c)?;
    at(c, Service::Emprunts)?;
    let request = borrow(c);
    c.exchange(request, Success)?;
    without_books(c, &links)?;
    links.kill(c, Service::Membres)?;
    at(c, Service::Emprunts)?;
    let request = borrow(c);
    c.exchange(request, Refusal)?;
    links.restart(c, Service::Membres)?;
    lent(c)?;
    links.kill(c, Service::Emprunts)?;
    at(c, Service::Membres)?;
    c.exchange(delete(MEMBER), Refusal)?;
    c.exchange(get(MEMBER), Status)?;
    links.restart(c, Service::Emprunts)?;
    c.exchange(get(LOAN), Json)?;
    c.exchange(post(RETURN), Status)?;
    available_copies(c, 3)
}

/// What `emprunts` does while `livres` is killed: it gives the loan that it has, and takes it back.
fn without_books(c: &mut Conversation<'_>, links: &Links) -> Result<(), Stop> {
    links.kill(c, Service::Livres)?;
    at(c, Service::Emprunts)?;
    c.exchange(ask(), Json)?;
    c.exchange(post(RETURN), Json)?;
    let request = borrow(c).naming("refuse");
    c.exchange(request, Refusal)?;
    links.restart(c, Service::Livres)?;
    agree(c)
}

/// Requires that as many copies are available as no open loan has, now or within 5 s.
fn agree(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let (steps, deadline) = (c.steps(), Instant::now() + PATIENCE);
    loop {
        c.forget_steps_after(steps);
        let loans = read(c, Service::Emprunts, LOANS_OF_MEMBER)?;
        let loans = loans["emprunts"].as_array().into_iter().flatten();
        let open = loans.filter(|loan| loan["etat"] == "ouvert").count();
        let expected = i64::try_from(COPIES.saturating_sub(open)).unwrap_or_default();
        let found = json::integer(&read(c, Service::Livres, BOOK)?["disponibles"]);
        if found == Some(expected) {
            return Ok(());
        }
        if Instant::now() >= deadline {
            let shown = found.map_or_else(|| "?".to_owned(), |found| found.to_string());
            let promise = promises::available(expected, shown.clone());
            return Err(c.broken(promise, &expected.to_string(), shown.as_str()));
        }
        thread::sleep(limits::AGAIN);
    }
}

fn read(c: &mut Conversation<'_>, service: Service, path: &'static str) -> Result<Value, Stop> {
    at(c, service)?;
    let response = c.send(&get(path))?;
    Ok(json::parse(&response.body).unwrap_or_default())
}
