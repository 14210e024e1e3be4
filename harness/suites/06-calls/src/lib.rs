//! Lab 06, services that call each other: orders, with the names and prices that two other services
//! know. The harness plays both.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `created` | 2 | `POST`: 201, `Location`, names, prices and totals; one call for each |
//! | `read` | 1 | `GET` by id: 200 the same, calling nobody; 404 |
//! | `rules` | 1 | a rule broken: 422, and nobody is called |
//! | `errors` | 1 | every error has the same shape, the framework's own too |
//! | `unknown` | 1 | a 404 of another service: one attempt, 422 |
//! | `bad-gateway` | 1 | any other response that was not promised: one attempt, 502 |
//! | `retried` | 2 | 5xx and 429: three attempts, 503 with `Retry-After` |
//! | `broken-off` | 1 | no connection, no whole response, no HTTP: the same |
//! | `delay` | 1 | `DELAI_MS` limits an attempt, from connecting to the last byte |
//! | `pauses` | 1 | the pauses between attempts grow, and are random |
//! | `together` | 1 | the calls for the products are under way at the same time |
//! | `connections` | 1 | twenty orders need at most three connections to each service |
//! | `request-id` | 1 | `X-Request-Id` goes along with every call, and comes back |
//! | `in-time` | 1 | every response within 5 s, within 1 s where nobody is called |
//! | `breaker-opens` | 1 | after five failed attempts in a row, no call for `OUVERTURE_MS` |
//! | `breaker-counts` | 1 | what is not tried again is a success |
//! | `breaker-trial` | 1 | then one attempt is let through; a success closes it, and an abandoned attempt does not leave it stuck |
//! | `breaker-again` | 1 | a failure opens it again |

mod breakers;
mod calls;
mod checks;
mod failures;
mod messages;
mod orders;
mod request_ids;
mod values;

use engine::{Ids, Lab, Pace, Suite, TextsOfChecks};

/// The suite of lab 06.
pub static SUITE: Suite = Suite::new(
    LAB,
    checks::CHECKS,
    TextsOfChecks { file: messages::CHECK_TEXTS_FILE, texts: messages::CHECK_TEXTS },
    engine::snapshots!(),
);

const LAB: Lab = Lab {
    name: "calls",
    start_chapter: "1-apis/rust.md#layout",
    error_key: Some("erreur"),
    id_keys: &["id", "produit"],
    ids: Ids::IntegersOrTexts,
    pace: Pace::Waiting,
    variables: &["UTILISATEURS_URL", "PRODUITS_URL", "DELAI_MS", "OUVERTURE_MS"],
    databases: None,
};
