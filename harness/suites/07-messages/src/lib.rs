//! Lab 07, a queue between services: orders that are published to RabbitMQ, and handled when they come
//! back. The harness publishes and reads messages too, and is between the server and the broker.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `accepted` | 2 | `POST`: 202, `Location`, `en attente`; `GET` by id: the same; 404 |
//! | `published` | 1 | the message is persistent, `application/json`, with the order's id |
//! | `declared` | 1 | both queues are durable and have exactly their arguments |
//! | `errors` | 1 | every error has the same shape, the framework's own too |
//! | `rules` | 1 | a rule broken: 422, and nothing is published |
//! | `handled` | 2 | an order is `traitée` within 5 s, and counts in `ventes` |
//! | `sales` | 1 | names are compared by exact code points |
//! | `others` | 2 | messages of others are handled alike; the first one with an id counts |
//! | `twice` | 1 | a message that comes twice counts once, after a restart too |
//! | `poison` | 1 | what can never be handled is set aside, unchanged, and holds nothing up |
//! | `killed` | 1 | killed while 300 messages wait: sums are exact |
//! | `no-queue` | 1 | without the queue: 503; it is declared again within 5 s |
//! | `without-broker` | 1 | it starts without a broker, answers, and goes on when there is one |
//! | `silent` | 1 | a broker that does not answer: 503 within 3 s, other requests within 1 s |
//! | `cut` | 1 | cut at any point of a publish: what is 202 is handled, all else at most once |
//! | `back` | 2 | it goes on by itself within 5 s |

mod broken;
mod checks;
mod delivered;
mod messages;
mod orders;
mod queued;
mod values;

use engine::database::Databases;
use engine::{Ids, Lab, Pace, Suite, TextsOfChecks};

/// The suite of lab 07.
pub static SUITE: Suite = Suite::new(
    LAB,
    checks::CHECKS,
    TextsOfChecks { file: messages::CHECK_TEXTS_FILE, texts: messages::CHECK_TEXTS },
    engine::snapshots!(),
);

const LAB: Lab = Lab {
    name: "messages",
    start_chapter: "1-apis/rust.md#layout",
    error_key: Some("erreur"),
    id_keys: &["id"],
    ids: Ids::IntegersOrTexts,
    pace: Pace::Working,
    variables: &["AMQP_URL", "FILE_COMMANDES"],
    databases: Some(Databases {
        variable: "DATABASE_URL",
        file: "atelier.db",
        other_file: "autre.db",
        migrations: "4-databases/products.md#migrations",
        server: &postgresql::SERVER,
    }),
};
