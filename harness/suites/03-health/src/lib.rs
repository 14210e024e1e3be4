//! Lab 03, semi-structured data: patients in a JSON file.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `names` | 2 | `GET /api/sante`, sorted by code point |
//! | `record` | 3 | `GET /api/sante/{nom}`, with `nom` and `imc` |
//! | `unknown` | 1 | `GET` or `DELETE` of an unknown name |
//! | `placed` | 3 | `PUT`: 201 when new, 200 when replaced |
//! | `removed` | 1 | `DELETE` 204 |
//! | `malformed-values` | 2 | of the wrong type, missing or unknown: 422, the file unchanged |
//! | `ranges` | 2 | the bounds of every range |
//! | `rounding` | 1 | `imc` rounded half away from zero |
//! | `yaml` | 1 | `Accept` that prefers `application/yaml` to JSON |
//! | `errors` | 1 | every error has the same shape, the framework's own too |
//! | `tidy-file` | 1 | valid, sorted, indented, written to disk before the response |
//! | `survives` | 1 | when it is killed while writing, no acknowledged change is lost |
//! | `bad-file` | 1 | a missing or malformed file stops it at start |

mod checks;
mod file;
mod fixtures;
mod messages;
mod patients;
mod values;

use engine::{Ids, Lab, Pace, Suite, TextsOfChecks};

/// The suite of lab 03.
pub static SUITE: Suite = Suite::new(
    LAB,
    checks::CHECKS,
    TextsOfChecks { file: messages::CHECK_TEXTS_FILE, texts: messages::CHECK_TEXTS },
    engine::snapshots!(),
);

const LAB: Lab = Lab {
    name: "health",
    start_chapter: "1-apis/rust.md#layout",
    error_key: Some("erreur"),
    id_keys: &[],
    ids: Ids::Integers,
    pace: Pace::Working,
    variables: &["PATIENTS"],
    databases: None,
};
