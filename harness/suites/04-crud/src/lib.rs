//! Lab 04, a database: products created, read, changed, deleted and withdrawn from stock.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `created` | 2 | `POST`: 201, `Location`, `stock` 0 when absent |
//! | `read` | 2 | `GET` by id: 200, 404, 400 |
//! | `listed` | 2 | pages by id: `limite`, `apres`, `suivant` |
//! | `searched` | 1 | `q` literally, whatever the ASCII case |
//! | `bad-parameters` | 1 | a parameter out of range or no integer |
//! | `replaced` | 1 | `PUT`: 200, 404 |
//! | `patched` | 1 | `PATCH`: any of the three, none included |
//! | `deleted` | 1 | `DELETE`: 204, then 404 |
//! | `withdrawn` | 1 | `retrait`: 200, 409 and nothing changed |
//! | `rules` | 2 | a rule broken, an unknown field: 422 and nothing changed |
//! | `conflicts` | 1 | a name already taken: 409 and nothing changed |
//! | `errors` | 1 | every error has one shape, the framework's own included |
//! | `many-clients` | 1 | fifty clients lose no write and share no id |
//! | `race` | 1 | of 20 withdrawals from 10, exactly 10 succeed |
//! | `restart` | 1 | data survives |
//! | `injection` | 1 | SQL in any value is only text |
//!
//! The checks are made on SQLite, or on PostgreSQL with `--database postgresql`. Those of lab 05,
//! whose service is this one and its document, are in a suite of its own.

mod checks;
mod crowd;
mod pages;
mod products;
mod values;

use engine::Suite;

/// The suite of lab 04.
pub fn suite() -> Suite {
    Suite {
        lab: "crud",
        checks: checks::CHECKS,
        snapshots: engine::snapshots!(),
        databases: Some(&postgresql::SERVER),
    }
}
