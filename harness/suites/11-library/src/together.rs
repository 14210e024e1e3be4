//! The conversations of the checks on the three services together, one request after the other.

use engine::draw;
use engine::http::{delete, get, post};
use engine::transcript::Projection::{Json, Refusal, Status, Success, Summary};
use engine::{Conversation, Stop};

use crate::alone::unknown;
use crate::library::{add_book, add_member, at, available_copies, open, start};
use crate::loans::{ask, borrow, draw_key, with_unknown_ids};
use crate::service::{LOAN, LOANS_OF_MEMBER, MEMBER, RETURN, SERVICE, SERVICES, Service, name};

/// `borrowing`: a loan, from the book's copies to its return, and a program that is no service.
pub fn borrowing(c: &mut Conversation<'_>) -> Result<(), Stop> {
    open(c)?;
    let copies = c.rng().i64(2..=900);
    add_book(c, copies)?;
    add_member(c)?;
    at(c, Service::Emprunts)?;
    let request = borrow(c);
    c.exchange(request.showing(&["location"]), Json)?;
    available_copies(c, copies - 1)?;
    at(c, Service::Emprunts)?;
    let request = borrow(c).naming("deuxieme");
    c.exchange(request, Success)?;
    available_copies(c, copies - 2)?;
    at(c, Service::Emprunts)?;
    c.exchange(post(RETURN), Json)?;
    available_copies(c, copies - 1)?;
    at(c, Service::Emprunts)?;
    c.exchange(post(RETURN), Status)?;
    c.exchange(get(LOANS_OF_MEMBER), Json)?;
    available_copies(c, copies - 1)?;
    let other = draw::word(c.rng()).text();
    c.give_variable(SERVICE, &other)?;
    c.expect_start_failure_naming(&[])
}

/// `limits`: the last copy, three loans, unknown members and books.
pub fn limits(c: &mut Conversation<'_>) -> Result<(), Stop> {
    open(c)?;
    add_member(c)?;
    add_book(c, 1)?;
    at(c, Service::Emprunts)?;
    let request = borrow(c);
    c.exchange(request, Success)?;
    let request = borrow(c).naming("refuse");
    c.exchange(request, Refusal)?;
    add_book(c, 5)?;
    at(c, Service::Emprunts)?;
    for name in ["deuxieme", "troisieme"] {
        let request = borrow(c).naming(name);
        c.exchange(request, Success)?;
    }
    let request = borrow(c).naming("refuse");
    c.exchange(request, Refusal)?;
    // What was refused has reserved nothing.
    available_copies(c, 3)?;
    at(c, Service::Emprunts)?;
    c.exchange(post(RETURN), Success)?;
    let request = borrow(c).naming("quatrieme");
    c.exchange(request, Success)?;
    available_copies(c, 2)?;
    nowhere(c)
}

/// An unknown member, and an unknown book.
fn nowhere(c: &mut Conversation<'_>) -> Result<(), Stop> {
    add_member(c)?;
    at(c, Service::Emprunts)?;
    unknown(c);
    for request in with_unknown_ids() {
        c.draw("cle", draw_key);
        c.exchange(request, Refusal)?;
    }
    available_copies(c, 2)
}

/// `departure`: a member with an open loan stays.
pub fn departure(c: &mut Conversation<'_>) -> Result<(), Stop> {
    open(c)?;
    add_book(c, 3)?;
    add_member(c)?;
    at(c, Service::Emprunts)?;
    let request = borrow(c);
    c.exchange(request, Success)?;
    at(c, Service::Membres)?;
    c.exchange(delete(MEMBER), Refusal)?;
    c.exchange(get(MEMBER), Summary(name))?;
    at(c, Service::Emprunts)?;
    c.exchange(post(RETURN), Success)?;
    at(c, Service::Membres)?;
    c.exchange(delete(MEMBER), Status)?;
    c.exchange(get(MEMBER), Refusal)?;
    at(c, Service::Emprunts)?;
    let request = borrow(c).naming("refuse");
    c.exchange(request, Refusal)?;
    available_copies(c, 3)
}

/// `restart`: everything is kept when all three are killed.
pub fn restart(c: &mut Conversation<'_>) -> Result<(), Stop> {
    open(c)?;
    add_book(c, 4)?;
    add_member(c)?;
    at(c, Service::Emprunts)?;
    let request = borrow(c).naming("rendu");
    c.exchange(request, Success)?;
    c.exchange(post("/api/emprunts/{rendu}/retour"), Success)?;
    let request = borrow(c).naming("deuxieme");
    c.exchange(request, Success)?;
    let request = borrow(c);
    c.exchange(request, Success)?;
    for service in SERVICES {
        at(c, service)?;
        c.kill()?;
    }
    start(c)?;
    at(c, Service::Membres)?;
    c.exchange(get(MEMBER), Summary(name))?;
    available_copies(c, 2)?;
    at(c, Service::Emprunts)?;
    c.exchange(get(LOAN), Json)?;
    c.exchange(get(LOANS_OF_MEMBER), Json)?;
    c.exchange(ask().showing(&["location"]), Json)?;
    c.exchange(post(RETURN), Json)?;
    available_copies(c, 3)
}
