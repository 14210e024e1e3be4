//! The check on `X-Request-Id`.

use std::collections::BTreeSet;

use engine::http::{Method, Request, get};
use engine::{Conversation, Stop};
use upstream::{Behaviour, INVALID_IDS, Reply, X_REQUEST_ID, is_valid_id, valid_ids};

use crate::catalogue::{Catalogue, known, unknown};
use crate::messages::{promises, steps};

/// `request-id`: the id of a request goes along with the call, and comes back, in errors too.
pub fn request_id(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let catalogue = Catalogue::open(c)?;
    let steps = c.steps();
    for given in valid_ids(c.rng()) {
        c.forget_steps_after(steps);
        comes_back(c, &catalogue, known(), &given)?;
    }
    c.forget_steps_after(steps);
    let unknown = unknown(c);
    let delete = Request { method: Method::Delete, ..known() };
    for (request, given) in
        [(unknown, "retour-1"), (get("/api/inconnu"), "retour-2"), (delete, "retour-3")]
    {
        comes_back(c, &catalogue, request, given)?;
    }
    catalogue.behaves(Behaviour::Answer(Reply::json(500, &catalogue.known.json)));
    c.note(steps::CATALOGUE_FAILS);
    comes_back(c, &catalogue, known(), "retour-4")?;
    catalogue.heals();
    let mut seen = BTreeSet::new();
    for given in INVALID_IDS {
        c.forget_steps_after(steps);
        let id = replaced(c, &catalogue, *given)?;
        if !seen.insert(id.clone()) {
            return Err(c.broken(promises::id_again(&id), "x-request-id: …", id));
        }
    }
    c.compare("GET /api/produits/{produit}", "x-request-id ≠")
}

/// Whatever the response is, it has the id of its request, and so has every call.
fn comes_back(
    c: &mut Conversation<'_>,
    catalogue: &Catalogue,
    request: Request,
    given: &str,
) -> Result<(), Stop> {
    catalogue.service.forget_calls();
    let response = c.send(&request.header(X_REQUEST_ID, given.to_owned()))?;
    let received = response.header(X_REQUEST_ID).unwrap_or_default();
    if received != given {
        let [expected, received] = [given, received].map(|id| format!("x-request-id: {id}"));
        return Err(c.broken(promises::ID_OF_RESPONSE, &expected, received));
    }
    every_call_has(c, catalogue, given)
}

/// The id that the server gives to a request without a valid one.
fn replaced(
    c: &mut Conversation<'_>,
    catalogue: &Catalogue,
    given: Option<&str>,
) -> Result<String, Stop> {
    catalogue.service.forget_calls();
    let request = match given {
        None => known(),
        Some(given) => known().header(X_REQUEST_ID, given.to_owned()),
    };
    let response = c.send(&request)?;
    let id = response.header(X_REQUEST_ID).unwrap_or_default().to_owned();
    if !is_valid_id(&id) || given == Some(&id) {
        let length = given.unwrap_or_default().len();
        let received = format!("x-request-id: {id}");
        return Err(c.broken(promises::new_id(length), "x-request-id: …", received));
    }
    every_call_has(c, catalogue, &id)?;
    Ok(id)
}

fn every_call_has(c: &Conversation<'_>, catalogue: &Catalogue, id: &str) -> Result<(), Stop> {
    let calls = catalogue.service.calls();
    let Some(call) = calls.iter().find(|call| call.header(X_REQUEST_ID) != Some(id)) else {
        return Ok(());
    };
    let received = call.header(X_REQUEST_ID).unwrap_or_default();
    let promise = promises::id_of_call(&call.target);
    let [expected, received] = [id, received].map(|id| format!("x-request-id: {id}"));
    Err(c.broken(promise, &expected, received))
}
