//! The conversation of the check on request ids.

use std::collections::BTreeSet;

use engine::draw::Drawn;
use engine::http::{Request, get, post, put};
use engine::transcript::Projection::Status;
use engine::{Conversation, Stop};
use serde_json::json;
use upstream::Call;

use crate::failures::failing;
use crate::messages::{promises, steps};
use crate::orders::{ORDER, ORDERS, SIDES, Shop, order};

const NAME: &str = "x-request-id";

/// `request-id`: the id of a request goes along with every call and attempt, and comes back.
pub fn request_id(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let mut shop = Shop::open(c, 2)?;
    for given in valid(c) {
        c.bind("demande", Drawn::Text(given.clone()));
        c.renew()?;
        shop.turn_over(c);
        SIDES.into_iter().for_each(|side| shop.first(side, &[failing(503)]));
        c.note(steps::FAIL_ONCE);
        let with_id = order(2).header(NAME, "{demande}").naming("id").showing(&[NAME]);
        c.exchange_each(&[vec![("demande", Drawn::Text(given.clone()))]], &with_id, Status)?;
        every_call_has(c, &shop, &given)?;
    }
    let refused = post(ORDERS).json(json!({}));
    for request in [get(ORDER), get("/api/inconnu"), put(ORDERS), refused] {
        comes_back(c, &request)?;
    }
    let mut seen = BTreeSet::new();
    for given in INVALID {
        shop.turn_over(c);
        let request = match given {
            None => order(2),
            Some(given) => order(2).header(NAME, *given),
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
    let response = c.send(&request.clone().header(NAME, given))?;
    let received = response.header(NAME).unwrap_or_default();
    if received != given {
        let [expected, received] = [given, received].map(|id| format!("x-request-id: {id}"));
        return Err(c.broken(promises::ID_OF_RESPONSE, &expected, received));
    }
    Ok(())
}

/// Ids of every form, as short and as long as they may be.
fn valid(c: &mut Conversation<'_>) -> [String; 3] {
    const FORM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    let mut draw = |length: usize| {
        (0..length).map(|_| char::from(FORM[c.rng().usize(..FORM.len())])).collect::<String>()
    };
    [draw(12), format!("._-Az09{}", draw(57)), draw(1)]
}

/// No id, and ids that are not valid, some of them twice: each gets another one.
const INVALID: &[Option<&str>] = &[
    None,
    None,
    Some("deux mots"),
    Some("deux mots"),
    Some("a/b"),
    Some("{}"),
    Some("é"),
    Some(TOO_LONG),
    Some(TOO_LONG),
];

/// 65 characters.
const TOO_LONG: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// The id that the server gives to a request without a valid one.
fn replaced(
    c: &mut Conversation<'_>,
    request: &Request,
    given: Option<&str>,
) -> Result<String, Stop> {
    let response = c.send(request)?;
    let id = response.header(NAME).unwrap_or_default().to_owned();
    if !is_valid(&id) || given == Some(&id) {
        let length = given.unwrap_or_default().len();
        let received = format!("x-request-id: {id}");
        return Err(c.broken(promises::new_id(length), "x-request-id: …", received));
    }
    Ok(id)
}

fn is_valid(id: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (1..=64).contains(&id.len()) && id.bytes().all(is_allowed)
}

/// Every call that both services received has this id, and there were some.
fn every_call_has(c: &mut Conversation<'_>, shop: &Shop, id: &str) -> Result<(), Stop> {
    for side in SIDES {
        let calls = shop.side(side).forget_calls();
        let wrong = |call: &&Call| call.header(NAME) != Some(id);
        if let Some(call) = calls.iter().find(wrong) {
            let received = call.header(NAME).unwrap_or_default();
            let promise = promises::id_of_call(&call.target, side.variable());
            let [expected, received] = [id, received].map(|id| format!("x-request-id: {id}"));
            return Err(c.broken(promise, &expected, received));
        }
    }
    Ok(())
}
