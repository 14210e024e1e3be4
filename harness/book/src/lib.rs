//! The course's book: two mdBook trees, `book/fr` and `book/en`, built and served together.
//!
//! ```text
//! book build          both languages, into target/book/fr and target/book/en
//! book serve [fr|en]  the same, served on this machine, built anew at every change
//! ```
//!
//! mdBook is used as a library, so that nothing needs installing; plain `mdbook build book/fr` makes
//! the same pages. What mdBook only logs, this refuses: an include that gives nothing.

pub mod build;
pub mod cli;
pub mod exit;
pub mod includes;
pub mod language;
pub mod serve;
mod watch;

pub use cli::run;
