//! Lab 05, documentation: the OpenAPI document of the products, its page, and whether the server
//! keeps its promises.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `document` | 2 | `GET /api-docs/openapi.json`: a valid OpenAPI 3.1 document of this server, `Produits` |
//! | `references` | 1 | every reference and name resolves, every parameter is declared |
//! | `routes` | 3 | every route of lab 04 is there |
//! | `statuses` | 3 | with every status of its responses |
//! | `described` | 2 | a summary, a tag, a unique operationId |
//! | `schemas` | 2 | the product, its creation, its change, the error |
//! | `page` | 2 | `GET /swagger-ui/`, from this server with every asset, shows that document |
//! | `allowed` | 2 | a request that document or contract allow is accepted, as the document describes |
//! | `forbidden` | 2 | a request that document or contract forbid is refused |
//! | `life` | 1 | what lab 04 keeps is kept: changes are seen, deleted is gone, other methods are 405 |
//!
//! `allowed` and `forbidden` begin with requests that are the same in every run: both sides of every
//! bound of the document and of the contract (`demands`). Then they draw requests from the document;
//! `--requests` sets how many.

mod bodies;
mod checks;
mod contract;
mod demands;
mod life;
mod messages;
mod samples;
mod script;
mod swagger;
mod tokens;
#[cfg(test)]
mod variants;

use engine::database::Databases;
use engine::{Ids, Lab, Pace, Suite, TextsOfChecks};

/// The suite of lab 05.
pub static SUITE: Suite = Suite::new(
    LAB,
    checks::CHECKS,
    TextsOfChecks { file: messages::CHECK_TEXTS_FILE, texts: messages::CHECK_TEXTS },
    engine::snapshots!(),
);

const LAB: Lab = Lab {
    name: "swagger",
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
