//! The exchanges that the chapter on authentication shows, and what its greenhouse promises: who is
//! let in, who may do what, which tokens are refused, and what is never shown.

mod transcript;

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use argon2::password_hash::phc::Salt;
use argon2::{Argon2, PasswordHasher};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use listings::identity::{
    Account, Accounts, AppState, Claims, Forgery, Mistake, Tokens, app, hash, is_right, read,
    secret, workshop,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tower::ServiceExt;
use tracing_subscriber::fmt::MakeWriter;

/// The secret of the tests.
const SECRET: &str = "le basilic pousse sous la serre nord";

/// The greenhouse with two accounts, and the workshop.
fn greenhouse() -> Router {
    let account = |password: &str, roles: &[&str]| {
        Account::new(&password.into(), roles).expect("a password that can be hashed")
    };
    let accounts = HashMap::from([
        ("lea".to_owned(), account("tisane de thym", &["jardinier"])),
        ("noe".to_owned(), account("figuier pleureur", &["visiteur"])),
    ]);
    let accounts = Accounts::new(accounts).expect("accounts");
    let state = AppState::new(accounts, tokens());
    app(state.clone()).merge(workshop(state))
}

fn tokens() -> Tokens {
    Tokens::new(&SECRET.into()).expect("a key")
}

fn claims(nom: &str, role: &str) -> Claims {
    Claims::new(nom.to_owned(), vec![role.to_owned()])
}

fn signed(claims: &Claims) -> String {
    tokens().sign(claims).expect("a token")
}

async fn send(app: &Router, request: Request<Body>) -> Response {
    app.clone().oneshot(request).await.expect("a router always responds")
}

async fn get(app: &Router, path: &str, token: &str) -> Response {
    let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    send(app, request.body(Body::empty()).expect("a request")).await
}

async fn post(app: &Router, path: &str, token: &str, body: &str) -> Response {
    let request = Request::post(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    send(app, request.body(Body::from(body.to_owned())).expect("a request")).await
}

async fn log_in(app: &Router, nom: &str, password: &str) -> Response {
    let body = json!({ "nom": nom, "mot_de_passe": password }).to_string();
    post(app, "/connexion", "", &body).await
}

async fn text(response: Response) -> String {
    let body = to_bytes(response.into_body(), 10_000).await.expect("a short body");
    String::from_utf8(body.to_vec()).expect("text")
}

#[tokio::test]
async fn a_login() {
    let request = "POST /connexion\ncontent-type: application/json\n\n\
                   {\"nom\": \"lea\", \"mot_de_passe\": \"tisane de thym\"}";
    let recorded = transcript::of(greenhouse(), &[request]).await;
    transcript::assert_snapshot("identity-login", &transcript::with_fixed_tokens(&recorded));
}

#[tokio::test]
async fn an_unknown_name_gets_the_response_of_a_wrong_password() {
    let app = greenhouse();
    let wrong = log_in(&app, "lea", "basilic").await;
    let unknown = log_in(&app, "leo", "basilic").await;
    assert_eq!((wrong.status(), unknown.status()), (StatusCode::UNAUTHORIZED, wrong.status()));
    assert_eq!(text(wrong).await, text(unknown).await);
}

#[test]
fn the_hash_of_a_password_has_its_parameters_and_its_salt() {
    let salt = Salt::new(b"sel de la serre.").expect("16 bytes");
    let hash = Argon2::default().hash_password_with_salt(b"tisane de thym", &salt);
    let hash = hash.expect("a hash").to_string();
    assert!(is_right(&"tisane de thym".into(), &hash.clone().into()).expect("a comparison"));
    transcript::assert_snapshot("identity-hash", &hash);
}

#[test]
fn the_same_password_has_another_hash_each_time() {
    let password = SecretString::from("tisane de thym");
    let [first, second] = [(); 2].map(|()| hash(&password).expect("a hash"));
    assert_ne!(first.expose_secret(), second.expose_secret());
    for hash in [first, second] {
        assert!(is_right(&password, &hash).expect("a comparison"));
        assert!(!is_right(&"Tisane de thym".into(), &hash).expect("a comparison"));
    }
}

#[tokio::test]
async fn the_sixth_attempt_has_to_wait_whatever_its_password() {
    let app = greenhouse();
    for _ in 0..5 {
        assert_eq!(log_in(&app, "lea", "basilic").await.status(), StatusCode::UNAUTHORIZED);
    }
    let response = log_in(&app, "lea", "tisane de thym").await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 =
        response.headers()["retry-after"].to_str().expect("digits").parse().expect("u64");
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(log_in(&app, "noe", "figuier pleureur").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_success_resets_the_count() {
    let app = greenhouse();
    for _ in 0..2 {
        for _ in 0..4 {
            assert_eq!(log_in(&app, "lea", "basilic").await.status(), StatusCode::UNAUTHORIZED);
        }
        assert_eq!(log_in(&app, "lea", "tisane de thym").await.status(), StatusCode::OK);
    }
}

// ANCHOR: at_once
#[tokio::test]
async fn of_twenty_attempts_at_once_five_are_checked() {
    let app = greenhouse();
    let attempts = (0..20).map(|_| log_in(&app, "lea", "basilic"));

    let responses = futures_util::future::join_all(attempts).await;

    let checked = responses.iter().filter(|response| response.status() == 401).count();
    let refused = responses.iter().filter(|response| response.status() == 429).count();
    assert_eq!((checked, refused), (5, 15));
}
// ANCHOR_END: at_once

/// A token whose claims never change, so that the book can show it.
fn token_of_the_book() -> String {
    signed(&Claims {
        iss: "serres".to_owned(),
        sub: "lea".to_owned(),
        roles: vec!["jardinier".to_owned()],
        iat: 1_800_000_000,
        exp: 1_800_000_900,
        jti: "5b8f2d1c-3f0e-4c57-9a41-6d2e8b7f1a90".parse().expect("a UUID"),
    })
}

#[test]
fn the_token_of_the_book() {
    let token = token_of_the_book();
    assert_eq!(token, transcript::TOKEN, "the token that stands for all others");
    transcript::assert_snapshot("identity-token", &token.replace('.', "\n.\n"));
}

#[test]
fn the_parts_of_the_token_of_the_book() {
    let token = token_of_the_book();
    let parts: Vec<Vec<u8>> =
        token.split('.').map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64")).collect();
    let [header, claims, signature] = &parts[..] else { panic!("{} parts", parts.len()) };
    let json = [header, claims].map(|part| String::from_utf8(part.clone()).expect("text"));
    let signature: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
    transcript::assert_snapshot("identity-parts", &[&json[..], &[signature]].concat().join("\n\n"));
    assert!(read(&token).is_some());
}

/// The drawing of the chapter.
#[test]
fn three_bytes_are_four_characters() {
    assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(r#"{"t"#), "eyJ0");
    let bits: String = r#"{"t"#.bytes().map(|byte| format!("{byte:08b}")).collect();
    assert_eq!(bits, "011110110010001001110100");
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let number = |at: usize| usize::from_str_radix(&bits[at..at + 6], 2).expect("bits");
    assert_eq!([0, 6, 12, 18].map(number), [30, 50, 9, 52]);
    let characters = [30, 50, 9, 52].map(|number| alphabet.as_bytes()[number]);
    assert_eq!(&characters, b"eyJ0");
}

#[tokio::test]
async fn a_right_token_is_accepted_and_a_changed_one_is_not() {
    let (app, token) = (greenhouse(), signed(&claims("lea", "jardinier")));
    assert_eq!(get(&app, "/moi", &token).await.status(), StatusCode::OK);
    let response = get(&app, "/moi", &format!("{token}A")).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.headers()["www-authenticate"], "Bearer error=\"invalid_token\"");
}

#[tokio::test]
async fn a_right_signature_is_not_enough() {
    let app = greenhouse();
    let claims = claims("lea", "jardinier");
    for wrong in [
        Claims { exp: claims.exp - 2_000, ..claims.clone() },
        Claims { iss: "ailleurs".to_owned(), ..claims.clone() },
    ] {
        let response = get(&app, "/moi", &signed(&wrong)).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(get(&app, "/moi", &signed(&claims)).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn claims_that_are_missing_mistyped_or_early_are_refused() {
    let app = greenhouse();
    let right = json!(claims("lea", "jardinier"));
    assert_eq!(get(&app, "/moi", &signed_value(&right)).await.status(), StatusCode::OK);
    for (claim, value) in [
        ("nbf", json!(right["exp"])),
        ("iss", json!(["serres"])),
        ("exp", json!(right["exp"].to_string())),
        ("roles", json!("jardinier")),
        ("jti", Value::Null),
        ("iat", Value::Null),
        ("sub", json!(7)),
    ] {
        let mut wrong = right.clone();
        wrong[claim] = value;
        let status = get(&app, "/moi", &signed_value(&wrong)).await.status();
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{claim}");
    }
}

/// Any claims, rightly signed.
fn signed_value(claims: &Value) -> String {
    let key = jsonwebtoken::EncodingKey::from_secret(SECRET.as_bytes()).expect("a key");
    jsonwebtoken::encode(&jsonwebtoken::Header::default(), claims, &key).expect("a token")
}

#[tokio::test]
async fn every_mistake_accepts_a_forgery_and_the_greenhouse_none() {
    let app = greenhouse();
    let name = |value: Value| value.as_str().expect("a name").to_owned();
    let columns = Mistake::ALL.map(|mistake| name(json!(mistake)));
    let mut table = vec![format!("{:16}{}  /moi", "", columns.join("  "))];
    for forgery in Forgery::ALL.map(|forgery| name(json!(forgery))) {
        let token = text(get(&app, &format!("/faussaire/{forgery}"), "").await).await;
        let mut row = format!("{forgery:16}");
        for column in &columns {
            let status = get(&app, &format!("/passoire/{column}/moi"), &token).await.status();
            row.push_str(&format!("{:width$}", status.as_str(), width = column.len() + 2));
        }
        let status = get(&app, "/moi", &token).await.status();
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{forgery}");
        table.push(format!("{row}{}", status.as_str()));
    }
    transcript::assert_snapshot("identity-forgeries", &table.join("\n"));
}

#[tokio::test]
async fn the_right_tokens_pass_through_the_greenhouse_with_mistakes() {
    let (app, token) = (greenhouse(), signed(&claims("noe", "visiteur")));
    for mistake in ["sans-verifier", "alg-du-jeton", "cle-du-jeton", "sans-exp"] {
        let status = get(&app, &format!("/passoire/{mistake}/moi"), &token).await.status();
        assert_eq!(status, StatusCode::OK, "{mistake}");
    }
}

#[tokio::test]
async fn only_the_token_of_the_logout_is_revoked() {
    let app = greenhouse();
    let [here, elsewhere] = [(); 2].map(|()| signed(&claims("lea", "jardinier")));
    let left = post(&app, "/deconnexion", &here, "").await.status();
    assert_eq!(left, StatusCode::NO_CONTENT);
    assert_eq!(get(&app, "/moi", &here).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(get(&app, "/moi", &elsewhere).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_token_comes_before_the_role_and_the_role_before_the_body() {
    let app = greenhouse();
    let [lea, noe] =
        [("lea", "jardinier"), ("noe", "visiteur")].map(|(nom, role)| signed(&claims(nom, role)));
    let (right, wrong) = (r#"{"serre": "nord", "litres": 12}"#, "{");
    for (token, body, status) in [
        ("", wrong, StatusCode::UNAUTHORIZED),
        (&noe, wrong, StatusCode::FORBIDDEN),
        (&noe, right, StatusCode::FORBIDDEN),
        (&lea, wrong, StatusCode::BAD_REQUEST),
        (&lea, right, StatusCode::CREATED),
    ] {
        assert_eq!(post(&app, "/arrosages", token, body).await.status(), status);
    }
}

#[test]
fn a_secret_is_long_enough_or_there_is_no_service() {
    assert!(secret(None).is_err());
    assert!(secret(Some("a".repeat(31))).is_err());
    assert!(secret(Some("a".repeat(32))).is_ok());
    // 16 characters, 32 bytes.
    assert!(secret(Some("é".repeat(16))).is_ok());
    let error = secret(Some("court".to_owned())).expect_err("it is too short").to_string();
    assert!(error.contains("SECRET_JETONS") && !error.contains("court"), "{error}");
}

#[derive(Debug)]
#[expect(dead_code, reason = "only printed")]
struct Credentials {
    nom: &'static str,
    mot_de_passe: SecretString,
}

#[test]
fn a_secret_does_not_print_itself() {
    let credentials = Credentials { nom: "lea", mot_de_passe: "tisane de thym".into() };
    transcript::assert_snapshot("identity-debug", &format!("{credentials:?}"));
}

/// What is logged, in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no writer panics").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn at_the_level_trace_axum_logs_the_value_that_it_rejects() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .without_time()
        .with_ansi(false)
        .finish();
    let app = greenhouse();
    let body = r#"{"nom": "lea", "mot_de_passe": 20271123}"#;
    let guard = tracing_subscriber::util::SubscriberInitExt::set_default(subscriber);
    let leaking = post(&app, "/passoire/connexion", "", body).await;
    let silent = post(&app, "/connexion", "", body).await;
    drop(guard);
    assert_eq!(
        (leaking.status(), silent.status()),
        (StatusCode::UNPROCESSABLE_ENTITY, leaking.status())
    );
    let logged = String::from_utf8(log.0.lock().expect("no writer panics").clone()).expect("text");
    let lines: Vec<&str> = logged.lines().filter(|line| line.contains("20271123")).collect();
    transcript::assert_snapshot("identity-trace", &lines.join("\n"));
    assert!(text(leaking).await.contains("20271123"));
    assert!(!text(silent).await.contains("20271123"));
}
