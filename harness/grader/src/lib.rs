//! The instructor's command: takes a class's submissions, judges each where it can harm nobody, keeps
//! every verdict in a gradebook, and writes the reports.
//!
//! ```text
//! cli          what can be asked for
//! run          grader run: the whole of it
//! ├── prepare      judges, dependencies and the compiler's lines, once
//! ├── sandbox      what this machine offers; a slot for each worker
//! ├── batch        the workers
//! │   ├── intake       reads what was handed in, under caps; runs nothing (git: confined)
//! │   ├── compile      one rustc in a sandbox
//! │   └── trial        the lab's judge in a sandbox, the server in another beside it
//! ├── roster       the instructor's list held against who handed in
//! ├── gradebook    SQLite: the truth
//! ├── marks        what each student gets: policy, changes by hand
//! └── report       grades, feedback and the class page
//! regrade      the same works again, after a check was mended
//! finals       changes by hand, the examination, final grades
//! likeness     grader similar: the works of the gradebook compared
//! └── similarity   pairs that share more than the starter explains
//! sheet        tables that an instructor hands in
//! leftovers    what a killed grader left
//! ```
#![cfg(target_os = "linux")]

mod batch;
mod cli;
mod compile;
pub mod corpus;
mod doctor;
mod finals;
mod git;
mod gradebook;
pub mod intake;
mod leftovers;
mod likeness;
mod marks;
pub mod model;
mod policy;
mod prepare;
mod regrade;
pub mod report;
mod roster;
mod run;
mod sandbox;
mod sheet;
pub mod similarity;
mod trial;
mod words;

pub use cli::main;
