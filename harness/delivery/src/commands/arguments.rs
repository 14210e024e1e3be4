//! The arguments of a command.

use crate::commands::purpose::Purpose;
use crate::finding::{Check, Ignored};

pub(in crate::commands) struct Arguments<'a>(pub(in crate::commands) Vec<&'a str>);

impl Arguments<'_> {
    pub(in crate::commands) fn has(&self, words: &[&str]) -> bool {
        self.0.iter().any(|word| words.contains(word))
    }

    pub(in crate::commands) fn starts(&self, prefix: &str) -> bool {
        self.0.iter().any(|word| word.starts_with(prefix))
    }

    /// The first word that is not an option.
    pub(in crate::commands) fn command(&self) -> &str {
        self.0.iter().copied().find(|word| !word.starts_with('-')).unwrap_or_default()
    }

    /// A formatter that checks with one of these options, and rewrites otherwise.
    pub(in crate::commands) fn formatter(&self, options: &[&str]) -> Purpose {
        match self.has(options) {
            true => Purpose::check(Check::Format),
            false => Purpose::ignored(Check::Format, Ignored::Rewrites),
        }
    }
}
