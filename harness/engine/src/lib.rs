//! Judges an HTTP server that somebody else wrote: boots it, holds conversations with it, compares
//! each transcript with a snapshot, and returns typed verdicts. It knows no lab.
//!
//! Read it from the outside in:
//!
//! - [`judge`]: runs the checks of a [`Suite`] in parallel; the `main` of every judge.
//! - [`Suite`] and [`Check`]: what an author writes. A check is a [`Conversation`].
//! - [`Conversation`]: draws values, sends requests, writes the [`transcript`].
//! - [`snapshot`]: the expectation, and the difference from it.
//! - [`server`]: the life of one server; [`process`] holds all that is not portable.
//! - [`http`]: one request and its answer, with a deadline and caps.
//! - [`verdict`]: what comes out; [`protocol`] carries it from the judge to the command.

pub mod check;
pub mod conversation;
pub mod database;
pub mod difference;
pub mod draw;
pub mod fault;
pub mod http;
pub mod json;
pub mod judge;
pub mod limits;
pub mod process;
pub mod protocol;
pub mod server;
pub mod snapshot;
pub mod template;
pub mod text;
pub mod transcript;
pub mod verdict;

pub use check::{Check, Suite};
pub use conversation::{Conversation, Row, Stop};
pub use text::{Lang, Text};

/// The snapshots of the suite that this is written in, embedded by its build script.
#[macro_export]
macro_rules! snapshots {
    () => {
        include!(concat!(env!("OUT_DIR"), "/snapshots.rs"))
    };
}
