//! What a command is for.

use crate::finding::{Check, Ignored};

/// What a command is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It checks these, some of them without failing.
    Checks(Vec<(Check, Option<Ignored>)>),
    /// It is known, and checks nothing.
    Other,
    /// It is not known. The targets are names that may say what it does: `lint` of `make lint`.
    Unknown { targets: Vec<String> },
}

impl Purpose {
    pub(in crate::commands) fn check(check: Check) -> Self {
        Self::Checks(vec![(check, None)])
    }

    pub(in crate::commands) fn ignored(check: Check, how: Ignored) -> Self {
        Self::Checks(vec![(check, Some(how))])
    }

    pub(in crate::commands) fn checks(checks: &[Check]) -> Self {
        Self::Checks(checks.iter().map(|check| (*check, None)).collect())
    }
}
