//! Lab 10, managed startup and shutdown: the service of lab 09, and what a platform needs to start, move and
//! stop it. The harness plays the catalogue that the service calls.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `address` | 1 | `HOTE` and `PORT` say where it listens |
//! | `refused` | 1 | a setting that cannot be read stops it, by its name |
//! | `notice` | 1 | after SIGTERM, `/health/ready` is 503 at once |
//! | `serves` | 1 | and everything is answered as before, new connections too |
//! | `closes` | 1 | after the notice, no new connections, and idle ones are closed |
//! | `finishes` | 1 | requests that had arrived are finished, and the status is 0 |
//! | `cuts-off` | 1 | what still runs `ARRET_MS` after the signal is cut off, and the status is 1 |
//! | `interrupt` | 1 | SIGINT does the same, and nothing but requests is waited for |
//! | `stages` | 1 | `Dockerfile`: stages, dependencies first, nothing that compiles in the last |
//! | `versions` | 1 | images have a digest or a version |
//! | `process` | 1 | the user, the command and the port |
//! | `contents` | 1 | no secret, and what stays out of the build |
//! | `deployment` | 1 | `k8s/*.yaml`: valid objects, at least two replicas, a rolling update |
//! | `traffic` | 1 | probes, port, address and `Service` |
//! | `container` | 1 | resources and rights |
//! | `disruptions` | 1 | the grace period and the budget |
//! | `configuration` | 1 | `ConfigMap` and `Secret` |
//! | `checks` | 1 | `ci.yaml`: formatting, lints and tests, always |
//! | `publication` | 1 | the cache, and the image from the main branch |
//! | `supply` | 1 | permissions, versions, secrets, text from outside |

mod address;
mod catalogue;
mod checks;
mod ending;
mod files;
mod image;
mod kept;
mod manifests;
mod messages;
mod notice;
mod pipeline;
mod refused;
mod stopping;

use engine::{Ids, Lab, Pace, Suite, TextsOfChecks};

/// The suite of lab 10.
pub static SUITE: Suite = Suite::new(
    LAB,
    checks::CHECKS,
    TextsOfChecks { file: messages::CHECK_TEXTS_FILE, texts: messages::CHECK_TEXTS },
    engine::snapshots!(),
);

const LAB: Lab = Lab {
    name: "deploy",
    start_chapter: "1-apis/rust.md#layout",
    error_key: Some("erreur"),
    id_keys: &[],
    ids: Ids::IntegersOrTexts,
    pace: Pace::Waiting,
    variables: &["HOTE", "PREAVIS_MS", "ARRET_MS", "CATALOGUE_URL", "DELAI_MS", "RUST_LOG"],
    databases: None,
};
