//! The conversations of the checks on tokens that must be refused.

use engine::draw::Drawn;
use engine::http::{Request, Response, get};
use engine::transcript::Projection::{Refusal, Success};
use engine::{Conversation, Stop};
use serde_json::Value;
use texts::Message;
use tokens::Token;
use tokens::forgeries::{self, Forgery, Kind};

use crate::accounts::{Fixture, PROFILE, draw_text, now, with_token};
use crate::challenge::{self, Asked};
use crate::issued::protected;
use crate::messages::{forgeries as names, promises};

/// `algorithm`: the algorithm is the server's to choose, never the token's.
pub fn algorithm(c: &mut Conversation<'_>) -> Result<(), Stop> {
    refuse(c, forgeries::of_the_algorithm)
}

/// `signature`: the signature is that of these two parts, by this secret; and there are three parts.
pub fn signature(c: &mut Conversation<'_>) -> Result<(), Stop> {
    refuse(c, |token, secret, other| {
        let mut all = forgeries::of_the_signature(token, secret, other);
        all.extend(forgeries::of_the_form(token, secret));
        all
    })
}

/// `claims`: a right signature is not enough.
pub fn claims(c: &mut Conversation<'_>) -> Result<(), Stop> {
    refuse(c, |token, secret, _| forgeries::of_the_claims(token, secret, now()))
}

/// Has each of these forgeries refused, and the first one everywhere.
fn refuse(
    c: &mut Conversation<'_>,
    forge: impl Fn(&Token, &[u8], &[u8]) -> Vec<Forgery>,
) -> Result<(), Stop> {
    let fixture = Fixture::open(c)?;
    let admin = fixture.admin().clone();
    let token = fixture.token(c, &admin);
    fixture.bind_signed(c, "jeton", &token);
    c.exchange(with_token(get(PROFILE)), Success)?;
    let other = draw_text(c.rng(), 40);
    let forgeries = forge(&token, fixture.secret.as_bytes(), other.as_bytes());
    let steps = c.steps();
    for forgery in &forgeries {
        c.forget_steps_after(steps);
        refused(c, &with_token(get(PROFILE)), forgery)?;
    }
    c.forget_steps_after(steps);
    if let Some(first) = forgeries.first() {
        for request in protected() {
            refused(c, &with_token(request), first)?;
        }
        c.exchange(with_token(get(PROFILE)), Refusal)?;
    }
    Ok(())
}

fn refused(c: &mut Conversation<'_>, request: &Request, forgery: &Forgery) -> Result<(), Stop> {
    const EXPECTED: &str = "HTTP 401";
    c.bind("jeton", Drawn::Text(forgery.text.clone()));
    let response = c.send(request)?;
    let name = name(&forgery.kind);
    let promise = match response.status {
        401 if is_error(&response) => {
            return challenge::require(c, &response, Asked::InvalidToken);
        }
        401 => promises::error_of(name),
        status if response.is_success() => promises::accepted(name, status),
        status => promises::refused_otherwise(name, status),
    };
    let body = String::from_utf8_lossy(&response.body);
    let received = format!("HTTP {}\n\n{body}", response.status);
    Err(c.broken(promise, EXPECTED, received))
}

/// Whether the body is an error of the lab: `{"erreur": "…"}`.
fn is_error(response: &Response) -> bool {
    let body: Option<Value> = serde_json::from_slice(&response.body).ok();
    body.is_some_and(|body| {
        body["erreur"].is_string() && body.as_object().is_some_and(|body| body.len() == 1)
    })
}

/// What a forgery is called.
fn name(kind: &Kind) -> Message {
    match kind {
        Kind::Algorithm(name) => names::algorithm(*name),
        Kind::Unsigned(name) => names::unsigned(*name),
        Kind::OtherHash(name) => names::other_hash(*name),
        Kind::NoAlgorithm => names::NO_ALGORITHM,
        Kind::AlgorithmInArray => names::ALGORITHM_IN_ARRAY,
        Kind::KeyInHeader => names::KEY_IN_HEADER,
        Kind::OtherSecret => names::OTHER_SECRET,
        Kind::EmptySecret => names::EMPTY_SECRET,
        Kind::ChangedSignature => names::CHANGED_SIGNATURE,
        Kind::NoSignature => names::NO_SIGNATURE,
        Kind::ChangedClaims => names::CHANGED_CLAIMS,
        Kind::ChangedHeader => names::CHANGED_HEADER,
        Kind::Expired => names::EXPIRED,
        Kind::NotYet => names::NOT_YET,
        Kind::OtherIssuer => names::OTHER_ISSUER,
        Kind::Missing(claim) => names::missing(*claim),
        Kind::WrongType(claim) => names::wrong_type(*claim),
        Kind::Parts(count) => names::parts(u64::try_from(*count).unwrap_or_default()),
        Kind::NotBase64(part) => names::not_base64(u64::try_from(*part).unwrap_or_default()),
        Kind::Letters => names::LETTERS,
    }
}
