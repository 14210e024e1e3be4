//! The conversation of the check on `emprunts` while a neighbour is away.

use std::time::Duration;

use engine::http::post;
use engine::transcript::Projection::{Json, Refusal, Status};
use engine::{Conversation, Stop};

use crate::alone::PATIENCE;
use crate::loans::{Desk, ask, borrow};
use crate::played::Fault;
use crate::service::RETURN;

const FAULTS: [Fault; 5] =
    [Fault::Refuses, Fault::Fails(500), Fault::Fails(503), Fault::Cuts, Fault::Silent];

/// `away`: a neighbour fails, and is there again.
pub fn away(c: &mut Conversation<'_>) -> Result<(), Stop> {
    // Each response may take 5 s, and so may each repair.
    const MORE: Duration = Duration::from_secs(180);
    c.allow_more(MORE);
    let desk = Desk::open(c)?;
    desk.choose(c, 0, 1);
    let request = borrow(c);
    c.exchange(request, Status)?;
    c.exchange(post(RETURN), Status)?;
    c.rounds(FAULTS.len(), |c, number| {
        let request = borrow(c);
        desk.members.fail(c, FAULTS[number])?;
        c.exchange(request, Refusal)?;
        desk.members.heal(c)?;
        asked_again(c, &desk)
    })?;
    c.rounds(FAULTS.len() + 1, |c, number| {
        let request = borrow(c);
        // What the response of a reservation says is lost, and the reservation is made.
        desk.books.fail(c, *FAULTS.get(number).unwrap_or(&Fault::Unheard))?;
        c.exchange(request, Refusal)?;
        desk.books.heal(c)?;
        // Whether the loan is open or not, no copy is reserved for nothing.
        desk.agrees(c, 1)?;
        asked_again(c, &desk)
    })?;
    returned(c, &desk)
}

/// Asks for the loan again, with the same key, and returns it.
fn asked_again(c: &mut Conversation<'_>, desk: &Desk) -> Result<(), Stop> {
    c.exchange_when(ask(), Status, PATIENCE, |response| response.status == 201)?;
    desk.require(c, 1, 1)?;
    c.exchange(post(RETURN), Status)?;
    desk.require(c, 1, 0)
}

/// A loan is returned while `livres` is away; its copy is free once `livres` is there again.
fn returned(c: &mut Conversation<'_>, desk: &Desk) -> Result<(), Stop> {
    const AWAY: [Fault; 3] = [Fault::Refuses, Fault::Fails(503), Fault::Silent];
    c.rounds(AWAY.len(), |c, number| {
        let request = borrow(c);
        c.exchange(request, Status)?;
        desk.books.fail(c, AWAY[number])?;
        c.exchange(post(RETURN), Json)?;
        c.kill()?;
        c.exchange(post(RETURN), Json)?;
        desk.books.heal(c)?;
        desk.require(c, 1, 0)
    })
}
