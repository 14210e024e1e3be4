//! The conversation of the check on request ids.

use std::collections::BTreeSet;

use engine::draw::Drawn;
use engine::http::{Request, get, post, put};
use engine::transcript::Projection::Status;
use engine::{Conversation, Stop};
use serde_json::json;
use upstream::{Call, INVALID_IDS, X_REQUEST_ID, is_valid_id, valid_ids};

use crate::failures::failing;
use crate::messages::{promises, steps};
use crate::orders::{ORDER, ORDERS, SIDES, Shop, order};

/// `request-id`: the id of a request goes along with every call and attempt, and comes back.
pub fn request_id(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let mut shop = Shop::open(c, 2)?;
    for given in valid_ids(c.rng()) {
        c.bind("demande", Drawn::Text(given.clone()));
        c.renew()?;
        shop.turn_over(c);
        SIDES.into_iter().for_each(|side| shop.first(side, &[failing(503)]));
        c.note(steps::FAIL_ONCE);
        let with_id =
            order(2).header(X_REQUEST_ID, "{demande}").naming("id").showing(&[X_REQUEST_ID]);
        c.exchange_each(&[vec![("demande", Drawn::Text(given.clone()))]], &with_id, Status)?;
        every_call_has(c, &shop, &given)?;
    }
    let refused = post(ORDERS).json(json!({}));
    for request in [get(ORDER), get("/api/inconnu"), put(ORDERS), refused] {
        comes_back(c, &request)?;
    }
    let mut seen = BTreeSet::new();
    for given in INVALID_IDS {
        shop.turn_over(c);
        let request = match given {
            None => order(2),
            Some(given) => order(2).header(X_REQUEST_ID, *given),
        };
        let id = replaced(c, &request, *given)?;
        every_call_has(c, &shop, &id)?;
        if !seen.insert(id.clone()) {
            return Err(c.broken(promises::id_again(&id), "x-request-id: …", id));
        }
    }
    c.compare(ORDERS, "x-request-id ≠")
}

/// Whatever the response is, it has the id of its request.
fn comes_back(c: &mut Conversation<'_>, request: &Request) -> Result<(), Stop> {
    let given = "retour-1";
    let response = c.send(&request.clone().header(X_REQUEST_ID, given))?;
    let received = response.header(X_REQUEST_ID).unwrap_or_default();
    if received != given {
        let [expected, received] = [given, received].map(|id| format!("x-request-id: {id}"));
        return Err(c.broken(promises::ID_OF_RESPONSE, &expected, received));
    }
    Ok(())
}

/// The id that the server gives to a request without a valid one.
fn replaced(
    c: &mut Conversation<'_>,
    request: &Request,
    given: Option<&str>,
) -> Result<String, Stop> {
    let response = c.send(request)?;
    let id = response.header(X_REQUEST_ID).unwrap_or_default().to_owned();
    if !is_valid_id(&id) || given == Some(&id) {
        let length = given.unwrap_or_default().len();
        let received = format!("x-request-id: {id}");
        return Err(c.broken(promises::new_id(length), "x-request-id: …", received));
    }
    Ok(id)
}

/// Every call that both services received has this id, and there were some.
fn every_call_has(c: &mut Conversation<'_>, shop: &Shop, id: &str) -> Result<(), Stop> {
    for side in SIDES {
        let calls = shop.side(side).forget_calls();
        let wrong = |call: &&Call| call.header(X_REQUEST_ID) != Some(id);
        if let Some(call) = calls.iter().find(wrong) {
            let received = call.header(X_REQUEST_ID).unwrap_or_default();
            let promise = promises::id_of_call(&call.target, side.variable());
            let [expected, received] = [id, received].map(|id| format!("x-request-id: {id}"));
            return Err(c.broken(promise, &expected, received));
        }
    }
    Ok(())
}
