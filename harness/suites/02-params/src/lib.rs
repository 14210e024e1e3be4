//! Lab 02, parameters and pages: values from the query string and the path, on pages and as JSON.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `root` | 1 | `GET /` |
//! | `other-routes` | 1 | an unknown path is 404, a wrong method 405 |
//! | `welcome` | 3 | `GET /accueil` |
//! | `query-page` | 4 | `GET /params?surname=S&name=N` |
//! | `query-missing` | 3 | `surname` or `name` missing or empty 400, and the body names it |
//! | `query-json` | 3 | `GET /api/params`, with and without `age` |
//! | `age-range` | 2 | `age` not an integer from 0 to 150 is 400 |
//! | `path-page` | 1 | `GET /bonjour/{name}` |
//! | `escaped` | 1 | a value is text, never markup |
//! | `decoded` | 1 | `+` and percent-encoding, UTF-8 included |
//!
//! Every check includes a request that needs a written handler, so that a server which refuses
//! everything earns no points.

mod messages;

use engine::draw::{self, Drawn};
use engine::http::{delete, get, post};
use engine::transcript::Projection::{
    self, Json, Mention, Page, Status, Success, Text as PlainText,
};
use engine::{Check, Ids, Lab, Pace, Row, Suite, TextsOfChecks};

/// The suite of lab 02.
pub static SUITE: Suite = Suite::new(
    LAB,
    CHECKS,
    TextsOfChecks { file: messages::CHECK_TEXTS_FILE, texts: messages::CHECK_TEXTS },
    engine::snapshots!(),
);

const LAB: Lab = Lab {
    name: "params",
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
        id: "root",
        points: 1,
        chapter: "1-apis/parameters.md#text",
        conversation: |c| c.exchange(get("/"), PlainText),
    },
    Check {
        id: "other-routes",
        points: 1,
        chapter: "1-apis/first-api.md#errors",
        conversation: |c| {
            c.exchange(get("/"), Success)?;
            c.draw("inconnu", draw::word);
            c.exchange(get("/{inconnu}"), Status)?;
            c.exchange(get("/accueil/{inconnu}"), Status)?;
            c.exchange(get("/bonjour"), Status)?;
            c.exchange(post("/params?surname=a&name=b").showing(&["allow"]), Status)?;
            c.exchange(delete("/bonjour/{inconnu}").showing(&["allow"]), Status)
        },
    },
    Check {
        id: "welcome",
        points: 3,
        chapter: "1-apis/parameters.md#templates",
        conversation: |c| c.exchange(get("/accueil"), PAGE),
    },
    Check {
        id: "query-page",
        points: 4,
        chapter: "1-apis/parameters.md#query",
        conversation: |c| {
            c.draw("name", draw::word);
            c.draw("surname", draw::word);
            c.draw("autre", draw::word);
            c.exchange(get("/params?surname={surname}&name={name}"), PAGE)?;
            c.exchange(get("/params?name={name}&autre={autre}&surname={surname}"), PAGE)
        },
    },
    Check {
        id: "query-missing",
        points: 3,
        chapter: "1-apis/parameters.md#query",
        conversation: |c| {
            c.draw("name", draw::word);
            c.draw("surname", draw::word);
            c.exchange(get("/params?surname={surname}&name={name}"), Success)?;
            c.exchange(get("/params?surname={surname}"), Mention("name"))?;
            c.exchange(get("/params?name={name}"), Mention("surname"))?;
            c.exchange(get("/params?surname={surname}&name="), Mention("name"))?;
            c.exchange(get("/params?surname=&name={name}"), Mention("surname"))?;
            c.exchange(get("/params"), Status)?;
            c.exchange(get("/api/params?surname={surname}&name={name}"), Success)?;
            c.exchange(get("/api/params?surname={surname}"), Mention("name"))?;
            c.exchange(get("/api/params?name={name}"), Mention("surname"))?;
            c.exchange(get("/api/params?surname={surname}&name="), Mention("name"))?;
            c.exchange(get("/api/params?surname=&name={name}"), Mention("surname"))?;
            c.exchange(get("/api/params"), Status)
        },
    },
    Check {
        id: "query-json",
        points: 3,
        chapter: "1-apis/parameters.md#typed",
        conversation: |c| {
            c.draw("name", draw::word);
            c.draw("surname", draw::word);
            c.draw("age", draw::age);
            c.draw("autre", draw::word);
            c.exchange(get("/api/params?surname={surname}&name={name}"), Json)?;
            c.exchange(get("/api/params?surname={surname}&name={name}&age={age}"), Json)?;
            c.exchange(get("/api/params?autre={autre}&name={name}&surname={surname}"), Json)
        },
    },
    Check {
        id: "age-range",
        points: 2,
        chapter: "1-apis/parameters.md#typed",
        conversation: |c| {
            c.draw("name", draw::word);
            c.draw("surname", draw::word);
            c.draw("mot", draw::word);
            let aged = get("/api/params?surname={surname}&name={name}&age={age}");
            c.exchange(get("/api/params?surname={surname}&name={name}"), Success)?;
            c.exchange(get("/api/params?surname={surname}&name={name}&age=0"), Json)?;
            c.exchange(get("/api/params?surname={surname}&name={name}&age=150"), Json)?;
            c.exchange_each(&ages(&OUT_OF_RANGE), &aged, Status)?;
            c.exchange_each(&ages(&NO_INTEGERS), &aged, Status)?;
            c.exchange(get("/api/params?surname={surname}&name={name}&age={mot}"), Status)?;
            c.exchange(get("/api/params?surname={surname}&name={name}&age="), Status)
        },
    },
    Check {
        id: "path-page",
        points: 1,
        chapter: "1-apis/parameters.md#path",
        conversation: |c| {
            c.draw("name", draw::word);
            c.exchange(get("/bonjour/{name}"), PAGE)
        },
    },
    Check {
        id: "escaped",
        points: 1,
        chapter: "1-apis/parameters.md#escaping",
        conversation: |c| {
            c.draw("name", draw::markup);
            c.draw("surname", draw::word);
            c.exchange(get("/params?surname={surname}&name={name}"), PAGE)?;
            c.exchange(get("/bonjour/{name}"), PAGE)?;
            c.exchange(get("/api/params?surname={surname}&name={name}"), Json)
        },
    },
    Check {
        id: "decoded",
        points: 1,
        chapter: "1-apis/parameters.md#escaping",
        conversation: |c| {
            c.draw("name", draw::full_name);
            c.draw("un", draw::word);
            c.draw("deux", draw::word);
            c.exchange(get("/params?surname={un}+{deux}&name={name}"), PAGE)?;
            c.exchange(get("/api/params?surname={un}+{deux}&name={name}"), Json)?;
            c.exchange(get("/bonjour/{name}"), PAGE)?;
            c.exchange(get("/bonjour/{un}+{deux}"), PAGE)?;
            // Decoded once, and in this order: what is decoded is not decoded again.
            c.exchange(get("/params?surname={un}%2B{deux}&name={un}%2541"), PAGE)?;
            c.exchange(get("/api/params?surname={un}%2B{deux}&name={un}%2541"), Json)
        },
    },
];

const PAGE: Projection = Page(page::read);

/// Ages below and above the range; a smaller integer type wraps the last ones around into it.
const OUT_OF_RANGE: [&str; 6] = ["-1", "151", "256", "298", "65578", "4294967338"];
/// Ages that are not integers, though some begin with one.
const NO_INTEGERS: [&str; 4] = ["1.5", "42ans", "4,2", "true"];

fn ages(ages: &[&str]) -> Vec<Row> {
    let row = |age: &&str| vec![("age", Drawn::Text((*age).to_owned()))];
    ages.iter().map(row).collect()
}
