//! What an author needs beside the command: `author` (`src/main.rs`), and here the means of the
//! suites' own tests.

pub mod cargo;
pub mod snapshots;
