//! Pairs of submissions that share more than the starter explains. Never a verdict by itself: it tells
//! an instructor which two submissions to read side by side.
//!
//! ```text
//! files ─ tokens ─→ kinds of tokens ─ winnow ─→ Fingerprints ─ Index::add ─→ Index
//!                                                       Index::pairs ─ regions ─→ Pair ─ page
//! ```
//!
//! A source is read as the kinds of its tokens: every identifier is the same one, every literal is
//! the same one, and comments, imports, `pub` and commas do not count, so that other names, other
//! texts, `rustfmt` and a new order of functions or files change nothing or little. Compared
//! are the files under `src/` and those that end in `.rs`.
//!
//! Fingerprints are chosen by winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: Local
//! Algorithms for Document Fingerprinting", SIGMOD 2003, section 4): of all hashes of
//! [`GRAM`] = k successive tokens, every window of [`WINDOW`] = w of them keeps its smallest, the
//! rightmost of equal ones. Whatever two files share of at least [`GUARANTEE`] = w + k − 1 tokens
//! (about three lines) is found; nothing shorter than k tokens ever is.
//!
//! Subtracted are every gram that the starter has anywhere, and the fingerprints of more than
//! [`COMMON_PERCENT`] per cent of the class (and at least [`COMMON_SUBMISSIONS`] submissions): what was
//! shown in the lecture. It is shown as such ([`Index::common`]), and works that are the same to the last
//! fingerprint are found however many have them ([`Index::groups`]).
//!
//! Memory: 16 bytes a fingerprint, about one for every six tokens that the starter has not: 4 kB
//! for a submission on lab 04, at most 4 MB for a hostile one. [`Index::pairs`] takes again as much for
//! one lab at a time, a counter for each of its submissions, and what it finds; time follows the
//! fingerprints that are really shared.
//!
//! Hostile sources are cut: bytes and tokens of a file, tokens and seconds of a submission. What was cut
//! is said ([`Index::unread`]): it must not be a way to go unseen.

mod index;
mod messages;
mod page;
mod regions;
#[cfg(test)]
mod tests;
mod tokens;
mod winnow;

pub use index::{COMMON_PERCENT, COMMON_SUBMISSIONS, Common, Group, Index, Minimum, Unread};
pub use page::{Found, file_name, overview, page};
pub use regions::{Pair, Region};
pub use winnow::{
    Fingerprints, GRAM, GUARANTEE, Starter, WINDOW, fingerprint, fingerprint_starter,
};
