//! Lab 04, a database: products created, read, changed, deleted and withdrawn from stock.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `created` | 2 | `POST`: 201, `Location`, `stock` 0 when absent |
//! | `read` | 1 | `GET` by id: 200, 404, 400 |
//! | `listed` | 2 | pages by id: `limite`, `apres`, `suivant` |
//! | `searched` | 1 | `q` literally, whatever the ASCII case |
//! | `bad-parameters` | 1 | a parameter out of range or not an integer |
//! | `replaced` | 1 | `PUT`: 200, 404 |
//! | `patched` | 1 | `PATCH`: any of the three fields, or none |
//! | `deleted` | 1 | `DELETE`: 204, then 404 |
//! | `withdrawn` | 1 | `retrait`: 200, 409 and nothing changed |
//! | `accepted` | 1 | every valid value: accepted, and exact |
//! | `rules` | 1 | a rule broken, an unknown field: 422 and nothing changed |
//! | `conflicts` | 1 | a name already taken: 409 and nothing changed |
//! | `errors` | 1 | every error has the same shape, the framework's own too |
//! | `many-clients` | 1 | fifty clients lose no write and share no id |
//! | `changes-at-once` | 1 | two clients change different fields, no change is lost |
//! | `race` | 1 | of 20 withdrawals from 10, exactly 10 succeed |
//! | `restart` | 1 | data survives |
//! | `injection` | 1 | SQL in any value is only text |
//!
//! The checks use SQLite, or PostgreSQL with `--database postgresql`.

mod accepted;
mod at_once;
mod checks;
mod evidence;
mod messages;
mod pages;
mod products;
mod stock;
mod values;

use engine::database::Databases;
use engine::{Ids, Lab, Pace, Suite, TextsOfChecks};

/// The suite of lab 04.
pub static SUITE: Suite = Suite::new(
    LAB,
    checks::CHECKS,
    TextsOfChecks { file: messages::CHECK_TEXTS_FILE, texts: messages::CHECK_TEXTS },
    engine::snapshots!(),
);

const LAB: Lab = Lab {
    name: "crud",
    start_chapter: "1-apis/rust.md#layout",
    error_key: Some("erreur"),
    id_keys: &["id", "suivant"],
    ids: Ids::Integers,
    pace: Pace::Working,
    variables: &[],
    databases: Some(Databases {
        variable: "DATABASE_URL",
        file: "catalogue.db",
        other_file: "autre.db",
        migrations: "4-databases/products.md#migrations",
        server: &postgresql::SERVER,
    }),
};
