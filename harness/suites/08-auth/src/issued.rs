//! The conversations of the checks on tokens that are right: what the server issues, what it accepts, and
//! what it gives up.

use engine::difference::Difference;
use engine::draw::{self, Drawn};
use engine::http::{Method, Request, get, post};
use engine::transcript::Projection::{Json, Refusal, Status, Success};
use engine::{Conversation, Stop};
use serde_json::{Map, Value, json};
use tokens::Token;

use crate::accounts::{
    ADMIN, AUTHORIZATION, DURATION, FILE, Fixture, LOGOUT, PRODUCTS, PROFILE, READER, draw_account,
    log_in, now, with_token,
};
use crate::challenge::{self, Asked};
use crate::messages::promises;

/// `issued`: what the token of the server holds.
pub fn issued(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let mut fixture = Fixture::open(c)?;
    fixture.accounts[2].roles = vec!["visiteur", READER, ADMIN];
    c.write_file("COMPTES", FILE, &fixture.file())?;
    let first = log_in(c, "{lecteur}", "{mot_lecteur}")?;
    compare_token(c, &fixture, &first, DURATION)?;
    let second = log_in(c, "{lecteur}", "{mot_lecteur}")?;
    let id = |token: &str| Token::read(token).map(|token| token.claims["jti"].clone());
    if id(&first) == id(&second) {
        let shown = id(&second).unwrap_or_default().to_string();
        return Err(c.broken(promises::JTI_AGAIN, "\"jti\": …", shown));
    }
    let other = log_in(c, "{admin}", "{mot_admin}")?;
    compare_token(c, &fixture, &other, DURATION)?;
    c.renew()?;
    c.give_variable("DUREE_S", "3600")?;
    let longer = log_in(c, "{autre}", "{mot_autre}")?;
    compare_token(c, &fixture, &longer, 3600)
}

/// Compares a token of the server with the snapshot: its algorithm, its signature and its claims.
fn compare_token(
    c: &mut Conversation<'_>,
    fixture: &Fixture,
    token: &str,
    duration: i64,
) -> Result<(), Stop> {
    let Some(read) = Token::read(token) else {
        return Err(c.broken(promises::NOT_A_TOKEN, "header.claims.signature", token));
    };
    let is_signed = tokens::is_signed(token, fixture.secret.as_bytes());
    let shown = json!({
        "alg": read.header["alg"],
        "signature": if is_signed { "HS256(JWT_SECRET)" } else { "≠ HS256(JWT_SECRET)" },
        "claims": shown_claims(&read.claims, duration),
    });
    let shown = c.printed(&shown);
    c.compare_found("token", shown, Difference::Part)
}

/// Claims without what differs each time, where it is right.
fn shown_claims(claims: &Value, duration: i64) -> Value {
    // The clock is that of the server: the same machine.
    const LATE: i64 = 60;
    let mut shown: Map<String, Value> = claims.as_object().cloned().unwrap_or_default();
    // Fractions of a second are not judged.
    #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970")]
    let seconds = |claim: &str| claims[claim].as_f64().map(|seconds| seconds.floor() as i64);
    let issued = seconds("iat");
    if let (Some(issued), Some(expires)) = (issued, seconds("exp"))
        && expires == issued + duration
    {
        shown.insert("exp".to_owned(), json!(format!("iat + {duration}")));
    }
    if issued.is_some_and(|issued| (now() - issued).abs() <= LATE) {
        shown.insert("iat".to_owned(), json!("now"));
    }
    if claims["jti"].as_str().is_some_and(|id| !id.is_empty()) {
        shown.insert("jti".to_owned(), json!("…"));
    }
    Value::Object(shown)
}

/// `accepted`: a right token is accepted, whoever signed it.
pub fn accepted(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const MINUTE: i64 = 60;
    let mut fixture = Fixture::open(c)?;
    c.draw("client", draw::full_name);
    let several = draw_account(c, "{client}", &["visiteur", READER, "Admin"]);
    let nothing = draw_account(c, "zz-personne", &[]);
    fixture.accounts.extend([several.clone(), nothing.clone()]);
    c.write_file("COMPTES", FILE, &fixture.file())?;
    let (reader, admin) = (fixture.reader().clone(), fixture.admin().clone());
    let own = log_in(c, "{lecteur}", "{mot_lecteur}")?;
    c.bind("jeton", Drawn::Text(own));
    c.exchange(with_token(get(PROFILE)), Json)?;
    let steps = c.steps();
    for account in [several, nothing] {
        c.forget_steps_after(steps);
        fixture.bind_token(c, "jeton", &account);
        c.exchange(with_token(get(PROFILE)), Json)?;
    }
    for scheme in ["Bearer", "bearer", "BEARER"] {
        c.forget_steps_after(steps);
        fixture.bind_token(c, "jeton", &admin);
        let value = format!("{scheme} {{jeton}}");
        c.exchange(get(PROFILE).header(AUTHORIZATION, value), Json)?;
    }
    // Not yet over, and holding already.
    let token = fixture.token(c, &reader);
    let now = now();
    for token in [
        token.clone().with("exp", json!(now + MINUTE + 5)),
        token.clone().with("exp", json!(now + 24 * 60 * MINUTE)),
        token.clone().with("nbf", json!(now - MINUTE)),
        token.with("iat", json!(now - 10 * MINUTE)),
    ] {
        c.forget_steps_after(steps);
        fixture.bind_signed(c, "jeton", &token);
        c.exchange(with_token(get(PROFILE)), Json)?;
    }
    // The bytes of the secret as they stand: no base64, no hexadecimal, no blanks that do not count.
    for secret in [
        "c2VjcmV0IGRlIHRyZW50ZS1kZXV4IG9jdGV0cyBhdSBtb2lucw==",
        "plus de soixante-quatre octets, comme une phrase entiere que personne ne devinera jamais",
        "0123456789abcdef0123456789abcdef",
        "  des blancs qui comptent aussi    ",
        "éééééééééééééééé",
    ] {
        c.forget_steps_after(steps);
        fixture.change_secret(c, secret)?;
        c.renew()?;
        fixture.bind_token(c, "jeton", &reader);
        c.exchange(with_token(get(PROFILE)), Json)?;
    }
    Ok(())
}

/// Every request that needs a token.
pub fn protected() -> [Request; 4] {
    [
        get(PROFILE),
        get(PRODUCTS),
        post(PRODUCTS).json(json!({ "nom": "Lampe" })),
        Request::new(Method::Post, LOGOUT),
    ]
}

/// `no-token`: nobody is known without a token.
pub fn no_token(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let fixture = Fixture::open(c)?;
    let admin = fixture.admin().clone();
    fixture.bind_token(c, "jeton", &admin);
    for request in protected() {
        refused(c, &request, Asked::Bearer)?;
    }
    for scheme in ["Basic {jeton}", "Token {jeton}", "BearerX {jeton}", "{jeton}", "Bearer{jeton}"]
    {
        for request in protected() {
            refused(c, &request.header(AUTHORIZATION, scheme), Asked::Bearer)?;
        }
    }
    // A token elsewhere would be in logs, or in the history of a browser.
    refused(c, &get("/api/profil?access_token={jeton}"), Asked::Bearer)?;
    refused(c, &get(PROFILE).header("cookie", "token={jeton}"), Asked::Bearer)
}

fn refused(c: &mut Conversation<'_>, request: &Request, asked: Asked) -> Result<(), Stop> {
    let responses = c.responses(&[vec![]], request, Refusal)?;
    responses.iter().try_for_each(|response| challenge::require(c, response, asked))
}

/// `logout`: the token that was given up is refused from then on, and no other.
pub fn logout(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const MORE: usize = 6;
    Fixture::open(c)?;
    for name in ["premier", "jeton", "troisieme"] {
        let token = log_in(c, "{lecteur}", "{mot_lecteur}")?;
        c.bind(name, Drawn::Text(token));
    }
    let with = |request: Request, token: &'static str| request.header(AUTHORIZATION, token);
    let leave = || Request::new(Method::Post, LOGOUT);
    for token in ["Bearer {premier}", "Bearer {troisieme}"] {
        c.exchange(with(get(PROFILE), token), Status)?;
        c.exchange(with(leave(), token), Status)?;
        for request in protected() {
            refused(c, &with(request, token), Asked::InvalidToken)?;
        }
    }
    c.exchange(with_token(get(PROFILE)), Success)?;
    let later = log_in(c, "{lecteur}", "{mot_lecteur}")?;
    c.bind("quatrieme", Drawn::Text(later));
    c.exchange(with(get(PROFILE), "Bearer {quatrieme}"), Success)?;
    // Neither a login nor further logouts bring a token back.
    for _ in 0..MORE {
        let token = log_in(c, "{admin}", "{mot_admin}")?;
        c.bind("autre_jeton", Drawn::Text(token));
        c.exchange(with(leave(), "Bearer {autre_jeton}"), Success)?;
    }
    refused(c, &with(get(PROFILE), "Bearer {premier}"), Asked::InvalidToken)
}
