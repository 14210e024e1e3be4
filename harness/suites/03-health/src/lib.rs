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
//! | `ranges` | 2 | the ranges, at their edges |
//! | `rounding` | 1 | `imc` rounded half away from zero |
//! | `yaml` | 1 | `Accept: application/yaml` |
//! | `errors` | 1 | every error has one shape, the framework's own included |
//! | `tidy-file` | 1 | valid, sorted, indented, on disk before the answer |
//! | `survives` | 1 | killed while it writes, it starts again with every acknowledged change |
//! | `bad-file` | 1 | a missing or malformed file stops it at start |

mod checks;
mod file;
mod patients;
mod scene;
mod values;

use engine::Suite;

/// The suite of lab 03.
pub fn suite() -> Suite {
    Suite {
        lab: "health",
        checks: checks::CHECKS,
        snapshots: engine::snapshots!(),
        databases: None,
    }
}
