//! The exit statuses of the contract, and how an error becomes one.

use std::fmt;
use std::process::ExitCode;

use texts::{Lang, Message};

use crate::messages::trouble;
use crate::terminal;

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: every check passed, or there was nothing to check
    Passed,
    /// 1: some check failed
    Failed,
    /// 2: what was asked makes no sense
    Usage,
    /// 3: the harness itself failed
    Harness,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Passed => Self::from(0),
            Exit::Failed => Self::from(1),
            Exit::Usage => Self::from(2),
            Exit::Harness => Self::from(3),
        }
    }
}

/// An error that has a sentence for the user. Every other error is the harness's own.
#[derive(Debug)]
pub enum Refusal {
    /// the user asked for what cannot be done
    Usage(Message),
    /// something that belongs to the harness or the machine is missing or broken
    Trouble(Message),
}

impl Refusal {
    /// The user asked for what cannot be done.
    pub fn usage(message: Message) -> anyhow::Error {
        Self::Usage(message).into()
    }

    /// Something that belongs to the harness or the machine is missing or broken.
    pub fn harness(message: Message) -> anyhow::Error {
        Self::Trouble(message).into()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Trouble(_) => Exit::Harness,
        }
    }

    /// The sentence in `lang`.
    pub fn text(&self, lang: Lang) -> String {
        let (Self::Usage(message) | Self::Trouble(message)) = self;
        message.text(lang)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl std::error::Error for Refusal {}

/// Says on stderr why the command ends, and with which status.
pub fn explain(error: &anyhow::Error, lang: Lang) -> Exit {
    let (exit, sentence) = match error.downcast_ref::<Refusal>() {
        Some(refusal) => (refusal.exit(), refusal.text(lang)),
        None => (Exit::Harness, trouble::harness_failed(format!("{error:#}")).text(lang)),
    };
    terminal::complain(&sentence);
    exit
}
