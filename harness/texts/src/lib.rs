//! Texts for people. The code deals in facts; a [`Message`] becomes a sentence only when somebody
//! reads it, in that reader's [`Lang`].
//!
//! A crate keeps its texts in `texts.toml`, French and English next to each other, and its build
//! script calls `embed::texts()`:
//!
//! ```toml
//! [labels.hint]
//! fr = "Indice"
//! en = "Hint"
//!
//! [faults.timed-out]
//! fr = "Pas de réponse complète en {seconds} s."
//! en = "No complete response within {seconds} s."
//!
//! [labels.skipped]
//! fr = { one = "{count} vérification n'est pas faite.", other = "{count} vérifications…" }
//! en = { one = "{count} check is skipped.", other = "{count} checks are skipped." }
//! ```
//!
//! Each table becomes a module of [`Message`]s: the constant `labels::HINT`, the functions
//! `faults::timed_out(seconds)` and `labels::skipped(count)`, whose parameters stand in the order in
//! which the English text has them. [`include_texts!`] brings the modules in. Two tables have a use
//! of their own: `[checks.…]` holds the texts of a suite's checks, `[help.…]` those of a command line.
//! A text that is the same in both languages says so with `same = "…"`; anything else that is
//! missing, unknown, empty or equal fails the build.

mod message;
mod text;

pub use message::{Argument, Message};
pub use text::{CheckTexts, Lang, Text};

/// Brings in the modules that the build script made of `texts.toml`.
#[macro_export]
macro_rules! include_texts {
    () => {
        include!(concat!(env!("OUT_DIR"), "/texts.rs"));
    };
}
