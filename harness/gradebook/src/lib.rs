//! The gradebook: one SQLite file, and the source of truth. Whatever is recorded is recorded in one
//! transaction, so that a grader killed at any moment goes on where it was.
//!
//! ```text
//! students ─ submissions ─ submitted_labs ─ files       what was handed in
//!                                             │
//!                              suites ─── keys           these files, judged like this
//!                                           │
//!                             attempts, judgements       what was judged
//! overrides, exams                                       what a person said
//! ```
//!
//! A judgement belongs to a key: the digest of the files, of the suite and of the starter, the toolchain
//! and the tier. When none of them has changed nothing is judged again, and when one has, the old
//! judgement stays beside the new one. Which of them counts is recorded too: what a regrade finds is a
//! proposal until it is applied. A judgement holds facts and no text in any language.
//!
//! The layout stands in `migrations/`; to change it, add a file there. A gradebook from before the first
//! migration is refused.

#![cfg(target_os = "linux")]

mod alphabet;
mod book;
mod judgements;
mod key;
mod manual;
mod students;
mod submissions;
mod word;

pub use book::{Gradebook, OpenError};
pub use judgements::{AttemptId, Judgement, Start};
pub use key::{Key, KeyId};
pub use manual::Extension;
pub use students::{StudentRecord, SubmittedLab};
pub use submissions::Arrival;
