//! The instructor's command: takes a class's submissions, judges each where it can harm nobody, keeps
//! every verdict in a gradebook, and writes the reports.
//!
//! ```text
//! cli          one of the commands, and an exit status
//! ├── options      what can be asked for; help: how it is described
//! └── commands     a file each
//!     ├── run              submissions → verdicts → reports
//!     ├── regrade          the same submissions again, after a check was fixed
//!     ├── override_points  points changed by hand
//!     ├── extend           more time for a student's lab
//!     ├── identify         the owner of a submission whose name matches several students
//!     ├── final_grades     labs and examination, out of 20
//!     ├── similar          pairs that share more than the starter explains
//!     ├── gradescope       the archive of an autograder for Gradescope
//!     └── doctor           what this machine offers for confining
//! settings     the course file, labs, language and list of a class, kept in its gradebook
//! ready        judges, machine and gradebook, ready for the commands that grade
//! batch        the workers: read, compile, judge, record
//! marking      what each student gets, put together from the gradebook
//! reporting    writes the reports of a class
//! given        the grades in the last reports, and the changes that a command would make
//! people       matches students: the class list, names, teams
//! sheet        tables that an instructor hands in
//! leftovers    what a killed grader left
//! ```
//!
//! The work is done by other crates: `submission` reads, `pipeline` compiles and judges in a `sandbox`,
//! `gradebook` keeps, `marks` says what counts, `reports` and `similarity` write.
#![cfg(target_os = "linux")]

mod batch;
mod cli;
mod commands;
pub mod corpus;
mod exit;
mod given;
mod help;
mod leftovers;
mod marking;
mod messages;
mod options;
mod people;
mod ready;
mod reporting;
mod settings;
mod sheet;
mod summary;

pub use cli::main;
