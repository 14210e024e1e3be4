//! From what was handed in to its outcome: values in, values out. Nothing here knows where submissions
//! come from, in which order they are judged, or where outcomes are kept: another program can put its
//! own queue in front and its own database behind, as `examples/judge_one.rs` does with neither.
//!
//! ```text
//! prepare     once: the judges, the dependencies and the compiler's lines
//! pipeline    the whole way of one submission
//! ├── git         reads a repository in a sandbox; the other forms are `submission`'s
//! ├── compile     one rustc in a sandbox
//! ├── builds      compiled servers that are kept
//! ├── node        a broker in a sandbox, for a lab that needs one
//! └── judge       the lab's judge in a sandbox, the server in another beside it
//! workers     several submissions at once
//! ```

#![cfg(target_os = "linux")]

mod builds;
mod compile;
mod git;
mod judge;
mod node;
mod pipeline;
mod prepare;
mod workers;

pub use builds::Builds;
pub use pipeline::{Error, JudgedFiles, Pipeline};
pub use prepare::{Prepared, PreparedLab, Tools, layouts, zone};
pub use workers::share;
