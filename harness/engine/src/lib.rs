//! Judges an HTTP server: starts it, holds conversations with it, and compares each transcript with
//! a snapshot. It knows no lab.
//!
//! Read it from the outside in:
//!
//! - [`judge`]: runs the checks of a [`Suite`] in parallel; the `main` of every judge.
//! - [`Suite`] and [`Check`]: what an author writes. A check is a [`Conversation`].
//! - [`Conversation`]: draws values, sends requests, writes the [`transcript`].
//! - [`snapshot`]: the expectation; [`diff`]: the difference from it.
//! - [`server`]: one running server; [`process`] contains everything that is not portable.
//! - [`http`]: one request and its response, within [`limits`] of time and length.
//! - [`outcome`]: how a check ended; [`protocol`] carries it from the judge to the command;
//!   [`render`] puts it into words, in the [form of the contract](verdict).

pub mod check;
pub mod conversation;
pub mod database;
pub mod diff;
pub mod difference;
pub mod draw;
pub mod fault;
pub mod http;
mod invisible;
pub mod json;
pub mod judge;
pub mod lab;
pub mod limits;
pub mod lines;
mod location;
mod messages;
pub mod outcome;
pub mod process;
pub mod protocol;
pub mod render;
pub mod server;
pub mod snapshot;
pub mod template;
pub mod transcript;
pub mod verdict;

pub use check::{Check, Suite, TextsOfChecks};
pub use conversation::{Conversation, Row, Stop};
pub use lab::{Ids, Lab, Pace};
pub use lines::{Line, Lines};
pub use texts::Lang;

/// The snapshots of the suite that this is written in, embedded by its build script.
#[macro_export]
macro_rules! snapshots {
    () => {
        include!(concat!(env!("OUT_DIR"), "/snapshots.rs"))
    };
}
