//! The exit statuses, all in one place.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;

use texts::{Lang, Message};

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: every submission has a verdict
    Graded,
    /// 2: wrong usage
    Usage,
    /// 3: some submission could not be judged for a reason of our own
    Ours,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Graded => 0,
            Exit::Usage => 2,
            Exit::Ours => 3,
        })
    }
}

/// An error that the user can fix: the message says how.
#[derive(Debug)]
pub struct Usage(pub Message);

impl fmt::Display for Usage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.text(Lang::En))
    }
}

impl Error for Usage {}
