//! The code that the book shows. A chapter includes it by anchor, so that no listing is one that
//! does not compile; `tests/` holds the exchanges that the chapters show, recorded over real HTTP.
//!
//! It is the chapters' code, not a library: its items are public for the tests alone, and what one
//! of them is for stands in its chapter.

pub mod documentation;
pub mod first_api;
pub mod health;
pub mod layout;
pub mod parameters;
pub mod product_service;
pub mod products;
pub mod relational;
pub mod serde_json_basics;
