//! The conversations of the checks on `membres` alone.

use std::time::Duration;

use engine::draw;
use engine::http::{Request, delete, get, post};
use engine::transcript::Projection::{Json, Refusal, Status, Success};
use engine::{Conversation, Row, Stop, json as documents};
use serde_json::{Value, json};

use crate::alone::{alone, errors};
use crate::messages::promises;
use crate::played::{Fault, Loans, Played};
use crate::service::{MEMBER, MEMBERS, Service};
use crate::values::{right_members, wrong_members};

fn membres(c: &mut Conversation<'_>) -> Result<Played<Loans>, Stop> {
    let loans = Played::start(c, Service::Emprunts)?;
    alone(c, Service::Membres, &[Service::Livres])?;
    Ok(loans)
}

/// Draws a member, `{nom}`, and creates it.
pub fn create_member(c: &mut Conversation<'_>) -> Request {
    c.draw("nom", draw::full_name);
    post(MEMBERS).json(json!({ "nom": "{nom}" })).naming("membre")
}

/// `members`: created, read, refused.
pub fn members(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let _loans = membres(c)?;
    let create = create_member(c);
    c.exchange(create.showing(&["location"]), Json)?;
    c.exchange(get(MEMBER), Json)?;
    let spaced = json!({ "nom": " \t{nom}  " });
    c.exchange(post(MEMBERS).json(spaced).naming("autre").showing(&["location"]), Json)?;
    let any = || post(MEMBERS).json(json!("{corps}"));
    c.exchange_each(&right_members(), &any(), Status)?;
    c.exchange_each(&wrong_members(), &any(), Refusal)?;
    errors(c, MEMBERS, &post(MEMBERS), r#"{"nom": "{nom}"}"#)?;
    c.exchange(delete("/api/membres/{inconnu}"), Refusal)?;
    c.exchange(get(MEMBER), Json)
}

/// Creates a member, and returns its id.
fn created(c: &mut Conversation<'_>) -> Result<Value, Stop> {
    let create = create_member(c);
    let responses = c.responses(&[Row::new()], &create, Success)?;
    let body = responses.first().and_then(|response| documents::parse(&response.body).ok());
    Ok(body.unwrap_or_default()["id"].clone())
}

/// `deletion`: only where it is known that no loan is open.
pub fn deletion(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const FAULTS: [Fault; 5] =
        [Fault::Refuses, Fault::Fails(500), Fault::Fails(503), Fault::Cuts, Fault::Silent];
    // Each response may take 5 s.
    const MORE: Duration = Duration::from_secs(60);
    c.allow_more(MORE);
    let loans = membres(c)?;
    let member = created(c)?;
    loans.world(|loans| loans.set(&member, &["rendu", "ouvert"]));
    c.exchange(delete(MEMBER), Refusal)?;
    c.exchange(get(MEMBER), Json)?;
    // The loans of others do not matter.
    let other = create_member(c).naming("autre");
    c.exchange(other, Success)?;
    c.exchange(delete("/api/membres/{autre}"), Status)?;
    loans.world(|loans| loans.set(&member, &["rendu", "rendu"]));
    c.rounds(FAULTS.len(), |c, number| {
        loans.fail(c, FAULTS[number])?;
        c.exchange(delete(MEMBER), Refusal)?;
        c.exchange(get(MEMBER), Status)?;
        loans.heal(c)
    })?;
    c.exchange(delete(MEMBER), Status)?;
    c.exchange(delete(MEMBER), Refusal)?;
    c.exchange(get(MEMBER), Refusal)?;
    c.kill()?;
    c.exchange(get(MEMBER), Refusal)?;
    let again = created(c)?;
    if again == member {
        return Err(c.broken(promises::SAME_ID, "", ""));
    }
    c.kill()?;
    c.exchange(get(MEMBER), Json)
}
