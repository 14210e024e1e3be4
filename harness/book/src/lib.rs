//! The course's book: two mdBook trees, `book/fr` and `book/en`, built and served together.
//!
//! ```text
//! book build          builds both languages into target/book/fr and target/book/en
//! book epub           writes both languages as EPUB files, and `book pdf` as PDF files
//! book serve [fr|en]  builds them, serves them on this machine, and builds them again after every
//!                     change
//! ```
//!
//! mdBook is used as a library, so nothing needs to be installed; `mdbook build book/fr` gives the
//! same pages. Unlike mdBook, which only logs it, this crate refuses a broken include.

pub mod build;
pub mod cli;
pub mod epub;
pub mod exit;
pub mod includes;
pub mod language;
pub mod pdf;
pub mod serve;
mod watch;

pub use cli::run;
