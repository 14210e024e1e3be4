//! Lab 01, a first API: a greeting, users added and removed.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `greeting` | 3 | `GET /api/salutation` |
//! | `other-routes` | 2 | any other path 404, `PUT /api/salutation` 405 |
//! | `user-added` | 4 | `POST /api/utilisateurs` |
//! | `rule-broken` | 2 | `nom` missing or not a string 422 |
//! | `malformed` | 2 | body not JSON 400 |
//! | `undeclared` | 1 | body not declared as JSON 415 |
//! | `user-removed` | 3 | `DELETE /api/utilisateurs/{nom}`, a second time 404 |
//! | `user-unknown` | 1 | `DELETE` of a user never added 404 |
//! | `any-name` | 2 | spaces, accents and emoji, percent-encoded |
//!
//! Every check includes a request that needs a written handler, so that a server which refuses
//! everything earns no points.

mod messages;

use engine::draw::{self, Drawn};
use engine::http::{Request, delete, get, post, put};
use engine::transcript::Projection::{Json, Status, Success};
use engine::{Check, Ids, Lab, Pace, Row, Suite, TextsOfChecks};
use serde_json::json;

/// The suite of lab 01.
pub static SUITE: Suite = Suite::new(
    LAB,
    CHECKS,
    TextsOfChecks { file: messages::CHECK_TEXTS_FILE, texts: messages::CHECK_TEXTS },
    engine::snapshots!(),
);

const LAB: Lab = Lab {
    name: "salutation",
    start_chapter: "1-apis/rust.md#layout",
    error_key: None,
    id_keys: &[],
    ids: Ids::Integers,
    pace: Pace::Working,
    variables: &[],
    databases: None,
};

const CHECKS: &[Check] = &[
    Check {
        id: "greeting",
        points: 3,
        chapter: "1-apis/first-api.md#greeting",
        conversation: |c| c.exchange(get("/api/salutation"), Json),
    },
    Check {
        id: "other-routes",
        points: 2,
        chapter: "1-apis/first-api.md#errors",
        conversation: |c| {
            c.draw("inconnu", draw::word);
            c.exchange(get("/api/salutation"), Success)?;
            c.exchange(put("/api/salutation").showing(&["allow"]), Status)?;
            c.exchange(get("/api/{inconnu}"), Status)?;
            c.exchange(get("/{inconnu}"), Status)?;
            c.exchange(get("/api/salutation/{inconnu}"), Status)?;
            c.exchange(post("/api/{inconnu}").json(json!({"nom": "{inconnu}"})), Status)
        },
    },
    Check {
        id: "user-added",
        points: 4,
        chapter: "1-apis/first-api.md#adding",
        conversation: |c| {
            c.draw("nom", draw::word);
            c.exchange(add(), Json)
        },
    },
    Check {
        id: "rule-broken",
        points: 2,
        chapter: "1-apis/first-api.md#refusing",
        conversation: |c| {
            c.draw("nom", draw::word);
            c.draw("nombre", draw::age);
            c.exchange(add(), Success)?;
            c.exchange(post(USERS).json(json!({"name": "{nom}"})), Status)?;
            c.exchange(post(USERS).json(json!({"nom": "{nombre}"})), Status)?;
            c.exchange_each(&no_names(), &post(USERS).json(json!("{corps}")), Status)
        },
    },
    Check {
        id: "malformed",
        points: 2,
        chapter: "1-apis/first-api.md#refusing",
        conversation: |c| {
            c.draw("nom", draw::word);
            c.exchange(add(), Success)?;
            c.exchange(post(USERS).raw(JSON, r#"{"nom": "{nom}""#), Status)?;
            c.exchange(post(USERS).raw(JSON, r#"{"nom": "{nom}",}"#), Status)?;
            c.exchange(post(USERS).raw(JSON, r#"{"nom": "{nom}"} {nom}"#), Status)?;
            c.exchange(post(USERS).raw(JSON, "nom={nom}"), Status)
        },
    },
    Check {
        id: "undeclared",
        points: 1,
        chapter: "1-apis/first-api.md#refusing",
        conversation: |c| {
            c.draw("nom", draw::word);
            c.exchange(add(), Success)?;
            c.exchange(post(USERS).raw(Some("text/plain"), VALID), Status)?;
            c.exchange(post(USERS).raw(Some(FORM), VALID), Status)?;
            c.exchange(post(USERS).raw(None, VALID), Status)?;
            c.exchange(post(USERS).raw(Some("application/json; charset=utf-8"), VALID), Success)
        },
    },
    Check {
        id: "user-removed",
        points: 3,
        chapter: "1-apis/first-api.md#removing",
        conversation: |c| {
            c.draw("nom", draw::word);
            c.exchange(add(), Success)?;
            c.exchange(remove(), Json)?;
            c.exchange(remove(), Status)
        },
    },
    Check {
        id: "user-unknown",
        points: 1,
        chapter: "1-apis/first-api.md#removing",
        conversation: |c| {
            c.draw("nom", draw::word);
            c.draw("inconnu", draw::word);
            c.exchange(add(), Success)?;
            c.exchange(remove(), Success)?;
            c.exchange(add(), Success)?;
            c.exchange(delete("/api/utilisateurs/{inconnu}"), Status)
        },
    },
    Check {
        id: "any-name",
        points: 2,
        chapter: "1-apis/first-api.md#removing",
        conversation: |c| {
            c.draw("nom", draw::full_name);
            c.exchange(add(), Json)?;
            c.exchange(remove(), Json)?;
            c.exchange(remove(), Status)
        },
    },
];

const USERS: &str = "/api/utilisateurs";
const JSON: Option<&str> = Some("application/json");
/// What curl declares when it is told nothing else.
const FORM: &str = "application/x-www-form-urlencoded";
const VALID: &str = r#"{"nom": "{nom}"}"#;

/// Bodies that are JSON without a `nom` that is a string.
fn no_names() -> Vec<Row> {
    let noms =
        [json!(null), json!(true), json!(1.5), json!([]), json!(["Ada"]), json!({"nom": "Ada"})];
    let bodies = noms.into_iter().map(|nom| json!({ "nom": nom })).chain([json!({}), json!([])]);
    bodies.map(|body| vec![("corps", Drawn::Json(body))]).collect()
}

fn add() -> Request {
    post(USERS).json(json!({"nom": "{nom}"}))
}

fn remove() -> Request {
    delete("/api/utilisateurs/{nom}")
}
