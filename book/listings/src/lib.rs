//! The code that the book shows. A chapter includes it by anchor, so every listing compiles.
//! `tests/` records the exchanges that the chapters show, over real HTTP. The program of this crate
//! starts the service of a chapter, so that a reader can try it.
//!
//! This is the code of the chapters, not a library: an item is public only so that a test can use
//! it, and its chapter explains it.

pub mod calls;
pub mod chapters;
pub mod documentation;
pub mod first_api;
pub mod health;
pub mod identity;
pub mod layout;
pub mod library;
pub mod lifecycle;
pub mod logs;
pub mod metrics;
pub mod parameters;
pub mod primer;
pub mod product_service;
pub mod products;
pub mod queue;
pub mod relational;
pub mod serde_json_basics;
pub mod testing;
pub mod transit;
