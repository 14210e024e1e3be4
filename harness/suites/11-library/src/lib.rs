//! Lab 11, a system: a library of three services, books, members and loans. The harness plays the neighbours
//! of a service that is judged alone, or starts all three, with a switch between each two.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `books` | 1 | `livres` alone: `POST` and `GET`, rules and errors |
//! | `reservations` | 1 | `livres` alone: `PUT` and `DELETE` of a reservation, once or more often |
//! | `copies` | 1 | `livres` alone: no copy is reserved twice, no reservation is lost |
//! | `members` | 1 | `membres` alone: `POST` and `GET`, rules and errors |
//! | `deletion` | 1 | `membres` alone: 204, 409 while a loan is open, 503 when that cannot be known |
//! | `loans` | 1 | `emprunts` alone: lend, read, list, return; 422, 409; errors |
//! | `keys` | 1 | `emprunts` alone: a key has one loan |
//! | `away` | 1 | `emprunts` alone: 503 while a neighbour is away, then one loan and no reservation too many |
//! | `borrowing` | 1 | together: a loan, from the book's copies to its return |
//! | `limits` | 1 | together: the last copy, three loans, unknown members and books |
//! | `departure` | 1 | together: a member with an open loan stays |
//! | `restart` | 1 | together: everything is kept when all three are killed |
//! | `last-copies` | 1 | races: 30 clients for 3 copies |
//! | `three-loans` | 1 | races: one member, many clients |
//! | `one-key` | 1 | races: one key, many clients |
//! | `links` | 1 | services away: a link that is cut, and healed |
//! | `outages` | 1 | services away: one is killed, and started again |
//! | `kills` | 3 | kills and cuts while many clients borrow; the history of what they were answered is right |

mod alone;
mod ask;
mod away;
mod books;
mod borrower;
mod checks;
mod crowd;
mod keys;
mod kills;
mod librarian;
mod library;
mod loans;
mod members;
mod messages;
mod outages;
mod played;
mod questions;
mod races;
mod rounds;
mod service;
mod storm;
mod together;
mod values;
mod witness;

use engine::database::Databases;
use engine::{Ids, Lab, Pace, Suite, TextsOfChecks};

/// The suite of lab 11.
pub static SUITE: Suite = Suite::new(
    LAB,
    checks::CHECKS,
    TextsOfChecks { file: messages::CHECK_TEXTS_FILE, texts: messages::CHECK_TEXTS },
    engine::snapshots!(),
);

const LAB: Lab = Lab {
    name: "library",
    start_chapter: "1-apis/rust.md#layout",
    error_key: Some("erreur"),
    id_keys: &["id", "membre", "livre"],
    ids: Ids::IntegersOrTexts,
    pace: Pace::Working,
    variables: &["SERVICE", "LIVRES_URL", "MEMBRES_URL", "EMPRUNTS_URL"],
    databases: Some(Databases {
        variable: "DATABASE_URL",
        file: "service.db",
        other_file: "autre.db",
        migrations: "4-databases/products.md#migrations",
        server: &postgresql::SERVER,
    }),
};
