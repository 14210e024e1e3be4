//! Lab 05, documentation: the document of the products, its page, and whether the server keeps what
//! it promises.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `document` | 2 | `GET /api-docs/openapi.json`: a valid OpenAPI 3.1 document |
//! | `references` | 1 | every reference resolves, every path parameter is declared |
//! | `routes` | 3 | every route of lab 04 is there |
//! | `statuses` | 3 | with every status it can answer |
//! | `described` | 2 | a summary, a tag, a unique operationId |
//! | `schemas` | 2 | the product, its creation, its change, the error |
//! | `page` | 2 | `GET /swagger-ui/`, from this server with every asset, shows that document |
//! | `allowed` | 2 | what the document allows is answered as it describes |
//! | `forbidden` | 2 | what its schemas forbid is refused |
//! | `life` | 1 | created is there, deleted is gone, other methods are 405 |
//!
//! The routes themselves are lab 04's to check. `allowed` and `forbidden` send requests that are
//! generated from the document; how many is an option of the run.

mod checks;
mod contract;
mod samples;
mod swagger;

use engine::Suite;

/// The suite of lab 05.
pub fn suite() -> Suite {
    Suite {
        lab: "swagger",
        checks: checks::CHECKS,
        snapshots: engine::snapshots!(),
        databases: Some(&postgresql::SERVER),
    }
}
