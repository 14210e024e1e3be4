//! What is written here, read by a library that many services use: it accepts the right tokens, and none
//! of the forgeries.

use std::collections::BTreeSet;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Value, json};
use tokens::Token;
use tokens::forgeries::{self, Kind};

const SECRET: &[u8] = b"a secret of the service, which is long enough";
const OTHER: &[u8] = b"another secret, which is long enough as well";

/// In the year 2100, so that no clock of a test decides.
const NOW: i64 = 4_102_444_800;

/// The claims, by type.
#[derive(Deserialize)]
#[expect(dead_code, reason = "they are there to have a type")]
struct Claims {
    iss: String,
    sub: String,
    roles: Vec<String>,
    iat: u64,
    exp: u64,
    jti: String,
}

fn token() -> Token {
    Token::new(json!({
        "iss": "atelier",
        "sub": "ada",
        "roles": ["lecteur"],
        "iat": NOW,
        "exp": NOW + 900,
        "jti": "4f1e0c1a-7a52-4ba4-8a3f-6d0f6f2f4a11",
    }))
}

/// Whether a service accepts a token that is written with this library.
fn is_accepted(text: &str) -> bool {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&["atelier"]);
    validation.set_required_spec_claims(&["exp", "iss", "sub"]);
    validation.validate_nbf = true;
    let key = DecodingKey::from_secret(SECRET).expect("a key");
    let has_key = decode_header(text).is_ok_and(|header| header.jwk.is_some());
    !has_key && decode::<Claims>(text, &key, &validation).is_ok()
}

#[test]
fn a_right_token_is_accepted() {
    let text = token().signed(SECRET);
    assert!(is_accepted(&text), "{text}");
    assert!(tokens::is_signed(&text, SECRET) && !tokens::is_signed(&text, OTHER));
    assert_eq!(Token::read(&text), Some(token()));
}

#[test]
fn further_claims_and_parameters_are_accepted() {
    let more = token().with("nbf", json!(1)).with("couleur", json!("rouge"));
    assert!(is_accepted(&more.with_header("kid", json!("1")).signed(SECRET)));
}

#[test]
fn no_forgery_is_accepted() {
    // The library reads the time itself: what has expired for it must be so today.
    let all = forgeries::all(&token(), SECRET, OTHER, 120);
    let accepted: Vec<_> = all.iter().filter(|forgery| is_accepted(&forgery.text)).collect();
    // It holds from the second 240 of 1970 on.
    let late = |kind: &Kind| matches!(kind, Kind::NotYet);
    assert!(accepted.iter().all(|forgery| late(&forgery.kind)), "{accepted:?}");
    let future = forgeries::all(&token(), SECRET, OTHER, NOW);
    assert!(future.iter().filter(|forgery| late(&forgery.kind)).all(|one| !is_accepted(&one.text)));
}

#[test]
fn every_forgery_is_another_text_and_the_right_token_is_none_of_them() {
    let all = forgeries::all(&token(), SECRET, OTHER, NOW);
    let texts: BTreeSet<&str> = all.iter().map(|forgery| forgery.text.as_str()).collect();
    assert_eq!(texts.len(), all.len());
    assert!(!texts.contains(token().signed(SECRET).as_str()));
}

#[test]
fn what_is_no_token_is_not_read() {
    let signed = token().signed(SECRET);
    for text in ["", "a.b", "a.b.c", &signed[1..], &format!("{signed}!"), &format!("{signed}.a")] {
        assert_eq!(Token::read(text), None, "{text}");
    }
    let number: Value = json!(7);
    let no_object = Token { header: number.clone(), claims: number }.signed(SECRET);
    assert_eq!(Token::read(&no_object), None);
}
