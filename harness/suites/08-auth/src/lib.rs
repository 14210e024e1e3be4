//! Lab 08, authentication and authorisation: passwords, tokens, roles, and what nobody must read.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `login` | 1 | the right password: 200, a token, `no-store` |
//! | `accounts` | 1 | a file of accounts that cannot be used stops the server at start |
//! | `rejected` | 1 | a wrong password and an unknown name: the same 401, and as slowly |
//! | `limit` | 1 | after five 401 in a row for a name, 429 with `Retry-After` |
//! | `limit-at-once` | 1 | of 20 wrong tries at once, five are 401 and 15 are 429 |
//! | `issued` | 1 | the token: HS256, six claims, a new `jti` |
//! | `accepted` | 1 | a right token is accepted, whoever signed it with `JWT_SECRET` |
//! | `no-token` | 1 | no token, or another scheme: 401, `WWW-Authenticate: Bearer` |
//! | `algorithm` | 1 | any algorithm but HS256, and a key in the header, are refused |
//! | `signature` | 1 | a wrong signature, and what is no token, are refused |
//! | `claims` | 1 | claims that are wrong, missing or of another type are refused |
//! | `logout` | 1 | from then on this token, and no other, is refused |
//! | `roles` | 2 | who may read, and who may create |
//! | `products` | 1 | the products, in order; names of 1 to 100 characters |
//! | `order` | 1 | first 401, then 403, then what is wrong with the body |
//! | `secret` | 1 | `JWT_SECRET` missing or short stops the server, and is not shown |
//! | `leaks` | 1 | no password, hash, secret or token is printed or sent back |
//! | `https` | 1 | with a certificate, HTTPS, TLS 1.2 or later |
//! | `https-only` | 1 | and nothing else; half a certificate stops the server |

mod accounts;
mod challenge;
mod checks;
mod forged;
mod https;
mod issued;
mod leaking;
mod login;
mod messages;
mod products;

use engine::{Ids, Lab, Pace, Suite, TextsOfChecks};

/// The suite of lab 08.
pub static SUITE: Suite = Suite::new(
    LAB,
    checks::CHECKS,
    TextsOfChecks { file: messages::CHECK_TEXTS_FILE, texts: messages::CHECK_TEXTS },
    engine::snapshots!(),
);

const LAB: Lab = Lab {
    name: "auth",
    start_chapter: "1-apis/rust.md#layout",
    error_key: Some("erreur"),
    id_keys: &[],
    ids: Ids::Integers,
    pace: Pace::Working,
    variables: &["COMPTES", "JWT_SECRET", "DUREE_S", "TLS_CERT", "TLS_KEY", "RUST_LOG"],
    databases: None,
};
