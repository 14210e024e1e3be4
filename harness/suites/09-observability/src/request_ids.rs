//! The check on `X-Request-Id`.

use std::collections::BTreeSet;

use engine::http::{Method, Request, get};
use engine::{Conversation, Stop};
use upstream::{Behaviour, Reply};

use crate::catalogue::{Catalogue, known, unknown};
use crate::messages::{promises, steps};

const NAME: &str = "x-request-id";

/// `request-id`: the id of a request goes along with the call, and comes back, in errors too.
pub fn request_id(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let catalogue = Catalogue::open(c)?;
    let steps = c.steps();
    for given in valid(c) {
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
    for given in INVALID {
        c.forget_steps_after(steps);
        let id = replaced(c, &catalogue, *given)?;
        if !seen.insert(id.clone()) {
            return Err(c.broken(promises::id_again(&id), "x-request-id: …", id));
        }
    }
    c.compare("GET /api/produits/{produit}", "x-request-id ≠")
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
    Some("a:b"),
    Some("a+b"),
    Some(""),
    Some(TOO_LONG),
    Some(TOO_LONG),
];

/// 65 characters.
const TOO_LONG: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// Whatever the response is, it has the id of its request, and so has every call.
fn comes_back(
    c: &mut Conversation<'_>,
    catalogue: &Catalogue,
    request: Request,
    given: &str,
) -> Result<(), Stop> {
    catalogue.service.forget_calls();
    let response = c.send(&request.header(NAME, given.to_owned()))?;
    let received = response.header(NAME).unwrap_or_default();
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
        Some(given) => known().header(NAME, given.to_owned()),
    };
    let response = c.send(&request)?;
    let id = response.header(NAME).unwrap_or_default().to_owned();
    if !is_valid(&id) || given == Some(&id) {
        let length = given.unwrap_or_default().len();
        let received = format!("x-request-id: {id}");
        return Err(c.broken(promises::new_id(length), "x-request-id: …", received));
    }
    every_call_has(c, catalogue, &id)?;
    Ok(id)
}

fn is_valid(id: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (1..=64).contains(&id.len()) && id.bytes().all(is_allowed)
}

fn every_call_has(c: &Conversation<'_>, catalogue: &Catalogue, id: &str) -> Result<(), Stop> {
    let calls = catalogue.service.calls();
    let Some(call) = calls.iter().find(|call| call.header(NAME) != Some(id)) else { return Ok(()) };
    let received = call.header(NAME).unwrap_or_default();
    let promise = promises::id_of_call(&call.target);
    let [expected, received] = [id, received].map(|id| format!("x-request-id: {id}"));
    Err(c.broken(promise, &expected, received))
}
