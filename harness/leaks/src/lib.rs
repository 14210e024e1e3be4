//! Finds secrets in what a server printed or responded, however they are written there.
//!
//! ```
//! use leaks::{Form, Search};
//!
//! let search = Search::of(&["s3cret", "password"]).expect("a search");
//! let leak = search.first(b"body: [112, 97, 115, 115, 119, 111, 114, 100]").expect("a leak");
//! assert_eq!((leak.secret, leak.form), (1, Form::Numbers));
//! assert!(search.first(b"nothing here").is_none());
//! ```
//!
//! A secret should be of ASCII letters and digits, which no log escapes.

use aho_corasick::{AhoCorasick, BuildError, MatchKind};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};

/// How a secret is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// as it is
    Plain,
    /// in base64, or base64url, also in the middle of a longer text
    Base64,
    /// its bytes in hexadecimal digits, without separators
    Hexadecimal,
    /// its bytes in decimal, with a comma and a blank between them: as Rust prints a `Vec<u8>`
    Numbers,
}

/// A place where a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leak {
    /// the index of the secret
    pub secret: usize,
    /// how it is written
    pub form: Form,
    /// where it begins, in bytes
    pub start: usize,
    /// where it ends, in bytes
    pub end: usize,
}

impl Leak {
    /// The line of `text` with the secret, of which at most so many bytes on each side are shown.
    pub fn excerpt(&self, text: &[u8], most: usize) -> String {
        let is_break = |byte: &u8| *byte == b'\n';
        let start = text[..self.start].iter().rposition(is_break).map_or(0, |at| at + 1);
        let end = text[self.end..].iter().position(is_break).map_or(text.len(), |at| self.end + at);
        let start = start.max(self.start.saturating_sub(most));
        let end = end.min(self.end.saturating_add(most));
        String::from_utf8_lossy(&text[start..end]).into_owned()
    }
}

/// A search for secrets: all of them, in all forms, in one pass.
#[derive(Debug)]
pub struct Search {
    automaton: AhoCorasick,
    /// which secret a pattern is, and how it is written
    patterns: Vec<(usize, Form)>,
}

impl Search {
    /// A search for these secrets.
    ///
    /// # Errors
    /// When they are too long to search for: hundreds of megabytes.
    pub fn of(secrets: &[impl AsRef<str>]) -> Result<Self, BuildError> {
        let mut patterns = Vec::new();
        let mut texts = Vec::new();
        for (index, secret) in secrets.iter().enumerate() {
            for (form, text) in written(secret.as_ref()) {
                patterns.push((index, form));
                texts.push(text);
            }
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(texts)?;
        Ok(Self { automaton, patterns })
    }

    /// The first secret in `text`.
    pub fn first(&self, text: &[u8]) -> Option<Leak> {
        let found = self.automaton.find(text)?;
        let (secret, form) = self.patterns[found.pattern().as_usize()];
        Some(Leak { secret, form, start: found.start(), end: found.end() })
    }
}

/// A secret in each form. One in base64 depends on how many bytes come before it: three shifts, of each the
/// characters that depend on the secret alone.
fn written(secret: &str) -> Vec<(Form, String)> {
    let bytes = secret.as_bytes();
    let lower: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let upper = lower.to_uppercase();
    let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
    let mut forms = vec![
        (Form::Plain, secret.to_owned()),
        (Form::Hexadecimal, lower),
        (Form::Hexadecimal, upper),
        (Form::Numbers, numbers.join(", ")),
    ];
    for shift in 0..3 {
        let shifted = [&[0; 3][..shift], bytes].concat();
        // Each character holds six bits.
        let own = (shift * 8).div_ceil(6)..shifted.len() * 8 / 6;
        for encoded in
            [BASE64_STANDARD_NO_PAD.encode(&shifted), BASE64_URL_SAFE_NO_PAD.encode(&shifted)]
        {
            forms.push((Form::Base64, encoded[own.clone()].to_owned()));
        }
    }
    forms.retain(|(_, text)| !text.is_empty());
    forms
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;

    use super::{Form, Search};

    fn found(text: &str) -> Option<(usize, Form)> {
        let search = Search::of(&["motDePasse7", "clefTresLongue"]).expect("a search");
        search.first(text.as_bytes()).map(|leak| (leak.secret, leak.form))
    }

    #[test]
    fn a_secret_is_found_in_every_form() {
        assert_eq!(found("login: motDePasse7!"), Some((0, Form::Plain)));
        assert_eq!(found("6d6f744465506173736537"), Some((0, Form::Hexadecimal)));
        assert_eq!(found("6D6F744465506173736537"), Some((0, Form::Hexadecimal)));
        let numbers = format!("{:?}", "clefTresLongue".as_bytes());
        assert_eq!(found(&numbers), Some((1, Form::Numbers)));
    }

    #[test]
    fn a_secret_is_found_in_base64_wherever_it_begins() {
        for name in ["", "a", "ad", "ada", "adam"] {
            let encoded = BASE64_STANDARD.encode(format!("{name}:motDePasse7:"));
            assert_eq!(found(&encoded), Some((0, Form::Base64)), "{encoded}");
        }
    }

    #[test]
    fn the_line_of_a_secret_is_shown_without_its_distant_ends() {
        let text = b"before\nfar login: motDePasse7! far\nafter";
        let search = Search::of(&["motDePasse7"]).expect("a search");
        let leak = search.first(text).expect("a leak");
        assert_eq!(leak.excerpt(text, 100), "far login: motDePasse7! far");
        assert_eq!(leak.excerpt(text, 2), ": motDePasse7! ");
    }

    #[test]
    fn what_is_no_secret_is_not_found() {
        let other = BASE64_STANDARD.encode("ada:motDePasse8:");
        for text in ["", "motDePasse", "MOTDEPASSE7", "109, 111, 116", other.as_str()] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
