//! Lab 09, seen from outside: a service that calls a catalogue, which the harness plays, and what its logs,
//! traces, metrics, probes and files tell.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `line` | 1 | one line for each request, with these fields |
//! | `levels` | 1 | the level follows the status, and `RUST_LOG` hides what is below it |
//! | `hostile` | 1 | whatever a client sends, each line is a JSON object, start errors included |
//! | `private` | 1 | no query, `Authorization` or `Cookie` on either output |
//! | `clients` | 1 | fifty clients at once: one whole line for each |
//! | `request-id` | 1 | `X-Request-Id` goes along with the call, and comes back |
//! | `trace` | 1 | a valid `traceparent` is continued |
//! | `new-trace` | 1 | otherwise a new trace begins |
//! | `exposition` | 1 | `/metrics`: the text format, the names, the labels, the bounds |
//! | `counts` | 1 | the counter and the histogram agree with the requests that were sent |
//! | `series` | 1 | no series for what clients make up |
//! | `results` | 1 | what the catalogue gives, the response to it, and its counter |
//! | `in-flight` | 1 | the gauge rises and falls, also when a client leaves |
//! | `live` | 1 | `/health/live` and `/metrics` respond while fifty requests wait |
//! | `ready` | 1 | `/health/ready` says whether the catalogue is live |
//! | `ready-in-time` | 1 | and asks it for no longer than 500 ms |
//! | `errors-alert` | 1 | `alertes.yml`: a share of 5xx above 5 % |
//! | `latency-alert` | 1 | a 95th percentile above 500 ms |
//! | `gone-alert` | 1 | an instance that is gone |
//! | `dashboard` | 1 | `tableau.json`: rate, errors, duration, requests in flight |

mod alerts;
mod catalogue;
mod checks;
mod counting;
mod dashboard;
mod expressions;
mod flight;
mod health;
mod hostile;
mod lines;
mod log;
mod messages;
mod private;
mod problems;
mod raw;
mod request_ids;
mod results;
mod rules;
mod scenarios;
mod scrape;
mod traces;

use engine::{Ids, Lab, Pace, Suite, TextsOfChecks};

/// The suite of lab 09.
pub static SUITE: Suite = Suite::new(
    LAB,
    checks::CHECKS,
    TextsOfChecks { file: messages::CHECK_TEXTS_FILE, texts: messages::CHECK_TEXTS },
    engine::snapshots!(),
);

const LAB: Lab = Lab {
    name: "observability",
    start_chapter: "1-apis/rust.md#layout",
    error_key: Some("erreur"),
    id_keys: &[],
    ids: Ids::IntegersOrTexts,
    pace: Pace::Waiting,
    variables: &["CATALOGUE_URL", "DELAI_MS", "RUST_LOG"],
    databases: None,
};
