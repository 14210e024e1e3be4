//! What an author needs beside the student's command: `author` (`src/main.rs`), and the means of
//! the suites' own tests.

pub mod audit;
pub mod bench;
pub mod cargo;
pub mod check;
pub mod course;
pub mod files;
pub mod links;
pub mod modules;
pub mod parallel;
pub mod picture;
pub mod redact;
pub mod running;
pub mod seeds;
pub mod starting;
pub mod subjects;
pub mod suite_tests;
pub mod words;
