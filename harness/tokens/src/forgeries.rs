//! Every token that a server must refuse, by a name that a message can show.
//!
//! The threats are those of RFC 8725 (JSON Web Token Best Current Practices), section 2, and of the OWASP Web
//! Security Testing Guide, *Testing JSON Web Tokens*:
//!
//! | threat | forgery, or the reason why it has no forgery |
//! |---|---|
//! | RFC 8725, 2.1: the token chooses its algorithm, or its signature is not verified | [`Kind::Algorithm`], [`Kind::Unsigned`], [`Kind::OtherHash`], [`Kind::NoAlgorithm`], [`Kind::AlgorithmInArray`], [`Kind::ChangedSignature`], [`Kind::NoSignature`], [`Kind::ChangedClaims`], [`Kind::ChangedHeader`] |
//! | the same: a public key used as the secret of an HMAC | none: lab 08 has no public key |
//! | 2.2: a weak secret | [`Kind::OtherSecret`], [`Kind::EmptySecret`]; the check `secret` of lab 08 requires 32 bytes |
//! | 2.3, 2.4, 2.5: encrypted tokens | none: lab 08 encrypts nothing |
//! | 2.6: several encodings of the same JSON | none: which of them a library reads is not the service's choice |
//! | 2.7, 2.8: a token that was made for somebody else, or for something else | [`Kind::OtherIssuer`]; the tokens of lab 08 have no `aud` |
//! | 2.9: a header that the server looks up, `kid`, `jku` or `x5u` | none: lab 08 does not judge further parameters of a header |
//! | RFC 7515, 4.1.3: a header that brings the key, `jwk` | [`Kind::KeyInHeader`] |
//! | OWASP: an expired token | [`Kind::Expired`], and [`Kind::NotYet`] |
//! | OWASP: what the payload tells | none: the check `issued` of lab 08 allows six claims |
//! | what a library takes for a token, or for a claim | [`Kind::Missing`], [`Kind::WrongType`], [`Kind::Parts`], [`Kind::NotBase64`], [`Kind::Letters`] |

use serde_json::{Value, json};

use crate::{Hash, Token, encoded};

/// A token that must be refused, and why.
#[derive(Clone, Debug)]
pub struct Forgery {
    /// what is wrong with it
    pub kind: Kind,
    /// what is sent after `Bearer`
    pub text: String,
}

/// What is wrong with a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `alg` is this, and the signature is that of `HS256`
    Algorithm(&'static str),
    /// `alg` declares the token unsigned, and the signature is missing
    Unsigned(&'static str),
    /// `alg` names this algorithm, and the signature is right for it
    OtherHash(&'static str),
    /// there is no `alg`
    NoAlgorithm,
    /// `alg` is an array
    AlgorithmInArray,
    /// the header holds a key, with which it is signed
    KeyInHeader,
    /// it is signed with another secret
    OtherSecret,
    /// it is signed with the empty secret
    EmptySecret,
    /// the signature has another first character
    ChangedSignature,
    /// the signature is missing, its point is there
    NoSignature,
    /// other claims under the signature of these
    ChangedClaims,
    /// another header under the signature of this one
    ChangedHeader,
    /// it has expired 120 s ago
    Expired,
    /// it holds in 120 s
    NotYet,
    /// somebody else has issued it
    OtherIssuer,
    /// this claim is missing
    Missing(&'static str),
    /// this claim has another type
    WrongType(&'static str),
    /// so many parts instead of three
    Parts(usize),
    /// this part contains a `!`
    NotBase64(usize),
    /// 4096 letters without a point
    Letters,
}

/// The claims that a token has.
pub const CLAIMS: [&str; 6] = ["iss", "sub", "roles", "iat", "exp", "jti"];

/// How far on the wrong side a time is, in seconds.
const WRONG_SIDE: i64 = 120;

/// All forgeries of a right token. `secret` is the server's, `other` is not; `now` is in seconds since
/// 1970.
pub fn all(token: &Token, secret: &[u8], other: &[u8], now: i64) -> Vec<Forgery> {
    let mut all = of_the_algorithm(token, secret, other);
    all.extend(of_the_signature(token, secret, other));
    all.extend(of_the_claims(token, secret, now));
    all.extend(of_the_form(token, secret));
    all
}

/// Those whose header asks for another algorithm, or brings a key along.
pub fn of_the_algorithm(token: &Token, secret: &[u8], other: &[u8]) -> Vec<Forgery> {
    // Also what a comparison without regard to case, or of a prefix, would accept.
    const OTHERS: [&str; 6] = ["hs256", "HS256 ", "HS384", "RS256", "none", ""];
    const NONE: [&str; 4] = ["none", "None", "NONE", "nOnE"];
    let with_algorithm = |name: &str| token.clone().with_header("alg", json!(name));
    let mut all = Vec::new();
    for name in OTHERS {
        all.push(forgery(Kind::Algorithm(name), with_algorithm(name).signed(secret)));
    }
    for name in NONE {
        let unsigned = format!("{}.", with_algorithm(name).content());
        all.push(forgery(Kind::Unsigned(name), unsigned));
    }
    for (name, hash) in [("HS384", Hash::Sha384), ("HS512", Hash::Sha512)] {
        let signed = with_algorithm(name).signed_with(secret, hash);
        all.push(forgery(Kind::OtherHash(name), signed));
    }
    let mut without = token.clone();
    if let Some(header) = without.header.as_object_mut() {
        header.remove("alg");
    }
    all.push(forgery(Kind::NoAlgorithm, without.signed(secret)));
    let in_array = token.clone().with_header("alg", json!(["HS256"]));
    all.push(forgery(Kind::AlgorithmInArray, in_array.signed(secret)));
    // Signed with the key that it brings along, and with the server's.
    let key = String::from_utf8_lossy(other);
    let jwk = json!({ "kty": "oct", "alg": "HS256", "k": encoded(&key) });
    let with_key = token.clone().with_header("jwk", jwk);
    all.push(forgery(Kind::KeyInHeader, with_key.signed(other)));
    all.push(forgery(Kind::KeyInHeader, with_key.signed(secret)));
    all
}

/// Those with a wrong signature.
pub fn of_the_signature(token: &Token, secret: &[u8], other: &[u8]) -> Vec<Forgery> {
    let signed = token.signed(secret);
    let (content, signature) = parts(&signed);
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    let changed: String = [first].into_iter().chain(signature.chars().skip(1)).collect();
    let more = token.clone().with("roles", json!(["admin", "lecteur"]));
    let renamed = token.clone().with("sub", json!("root"));
    let header = token.clone().with_header("typ", json!("jwt"));
    let under = |changed: &Token| format!("{}.{signature}", changed.content());
    vec![
        forgery(Kind::OtherSecret, token.signed(other)),
        forgery(Kind::EmptySecret, token.signed(b"")),
        forgery(Kind::ChangedSignature, format!("{content}.{changed}")),
        forgery(Kind::NoSignature, format!("{content}.")),
        forgery(Kind::ChangedClaims, under(&more)),
        forgery(Kind::ChangedClaims, under(&renamed)),
        forgery(Kind::ChangedHeader, under(&header)),
    ]
}

/// Those whose claims are wrong, missing, or of another type, under a right signature. `now` is in seconds
/// since 1970.
pub fn of_the_claims(token: &Token, secret: &[u8], now: i64) -> Vec<Forgery> {
    let with = |claim: &str, value: Value| token.clone().with(claim, value).signed(secret);
    let mut all = vec![
        forgery(Kind::Expired, with("exp", json!(now - WRONG_SIDE))),
        forgery(Kind::NotYet, with("nbf", json!(now + WRONG_SIDE))),
        forgery(Kind::OtherIssuer, with("iss", json!("ailleurs"))),
        forgery(Kind::OtherIssuer, with("iss", json!("Atelier"))),
        forgery(Kind::OtherIssuer, with("iss", json!("atelier-2"))),
    ];
    for claim in CLAIMS {
        all.push(forgery(Kind::Missing(claim), token.clone().without(claim).signed(secret)));
        for value in wrong(claim, &token.claims[claim]) {
            all.push(forgery(Kind::WrongType(claim), with(claim, value)));
        }
    }
    all
}

/// Values of another type than the claim has, which a language may take for it.
fn wrong(claim: &str, right: &Value) -> Vec<Value> {
    match claim {
        "iat" | "exp" => vec![json!(right.to_string()), json!(null), json!([right]), json!(true)],
        "roles" => vec![json!("admin"), json!([1]), json!({ "admin": true }), json!(null)],
        _ => vec![json!(7), json!(null), json!([right]), json!({})],
    }
}

/// What is no token: another number of parts, or a part that is not base64url.
pub fn of_the_form(token: &Token, secret: &[u8]) -> Vec<Forgery> {
    const LETTERS: usize = 4096;
    let signed = token.signed(secret);
    let parts: Vec<&str> = signed.split('.').collect();
    let mut all = vec![
        forgery(Kind::Parts(2), parts[..2].join(".")),
        forgery(Kind::Parts(4), format!("{signed}.{}", parts[2])),
        forgery(Kind::Letters, "a".repeat(LETTERS)),
    ];
    for number in 0..parts.len() {
        let middle = parts[number].len() / 2;
        let mut broken: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        broken[number].insert(middle, '!');
        all.push(forgery(Kind::NotBase64(number + 1), broken.join(".")));
    }
    all
}

fn forgery(kind: Kind, text: String) -> Forgery {
    Forgery { kind, text }
}

/// The first two parts, and the third.
fn parts(signed: &str) -> (&str, &str) {
    signed.rsplit_once('.').unwrap_or((signed, ""))
}
