//! How a check ended, as facts. [`crate::render`] puts them into words.

use std::fmt;
use std::io;

use serde::{Deserialize, Serialize};
use texts::{Lang, Message};

use crate::diff::DiffLine;
use crate::fault::Fault;
use crate::server::{CannotStart, Printed};
use crate::verdict::Verdict;

/// How a check ended, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Outcome {
    /// The conversation went as expected.
    Passed,
    /// The server is at fault.
    Failed(Box<Failure>),
    /// The check cannot be made against this server, through no fault of its own.
    Skipped {
        /// why
        why: Message,
    },
    /// The harness is at fault.
    Error(HarnessError),
}

impl Outcome {
    /// The contract's word for it.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Passed => Verdict::Passed,
            Self::Failed(_) => Verdict::Failed,
            Self::Skipped { .. } => Verdict::Skipped,
            Self::Error(_) => Verdict::Error,
        }
    }
}

/// A fault of the server, and what led to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// what went wrong
    pub fault: Fault,
    /// what was done until then; the last step is at fault
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// the difference between what was expected and what was received, with the values of this run;
    /// empty when nothing was sent
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diff: Vec<DiffLine>,
    /// what the server printed
    #[serde(default)]
    pub printed: Printed,
    /// the request at fault, if it is one
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Box<Asked>>,
    /// whether the check is about the start, so that its own hint explains one that fails
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub judges_start: bool,
    /// what to say instead of the hint of the check, when the cause is known to be elsewhere
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Box<Advice>>,
    /// the section of the book that explains this failure, when it is not the one of the check
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chapter: Option<String>,
}

/// The request at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// method and path, without the values in it: `GET /api/produits/{}`
    pub handler: String,
    /// whether it had to succeed
    pub must_succeed: bool,
    /// whether any success would have done, because it only prepares the check
    pub prepares: bool,
    /// the status that was received, if a response was
    pub status: Option<u16>,
}

/// Where to look, when it is not where the check looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    /// the check of the handler at fault, which fails in the same way
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// the hint
    pub hint: Message,
    /// the section of the book
    pub chapter: String,
}

impl Asked {
    /// The request of which many were sent at the same time, when all were refused with the same status.
    pub fn refused_alike(exchange: &str) -> Option<Self> {
        let first = exchange.lines().next()?;
        let (_, line) =
            first.split_once(" × ").filter(|(count, _)| count.parse::<u32>().is_ok())?;
        let status = |line: &str| line.split_once(" × HTTP ")?.1.parse::<u16>().ok();
        let mut statuses = exchange.lines().filter_map(status);
        let status = statuses.next()?;
        let is_refused = status >= 400 && statuses.all(|other| other == status);
        is_refused.then(|| Self {
            handler: Self::handler(line),
            must_succeed: true,
            prepares: true,
            status: Some(status),
        })
    }

    /// Method and path of a request's first line, without query and values: the route of a handler.
    pub fn handler(line: &str) -> String {
        let line = line.split('?').next().unwrap_or(line);
        let is_value = |part: &str| {
            part.starts_with('{') || part.starts_with(|first: char| first.is_ascii_digit())
        };
        let parts = line.split('/').map(|part| if is_value(part) { "{}" } else { part });
        parts.collect::<Vec<_>>().join("/")
    }
}

impl Failure {
    /// A failure before any request was sent.
    pub fn at_once(fault: Fault) -> Self {
        Self {
            fault,
            steps: Vec::new(),
            diff: Vec::new(),
            printed: Printed::default(),
            asked: None,
            judges_start: false,
            advice: None,
            chapter: None,
        }
    }

    /// Whether the server did not get as far as the first request. Unless the check is about the start,
    /// the cause has nothing to do with it.
    pub fn is_at_start(&self) -> bool {
        let is_request = |step: &Step| matches!(step, Step::Request { .. });
        self.fault.is_at_start() && !self.steps.iter().any(is_request)
    }
}

/// Something that a check does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// a request
    Request {
        /// a command for a POSIX shell that sends it
        curl: String,
        /// how many requests of this form there are
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<Message>,
    },
    /// a file that the server finds at its start, by the path in a variable
    File {
        /// the variable
        variable: String,
        /// the name of the file
        name: String,
        /// its content
        content: String,
    },
    /// a variable in the environment of the server that its reader must set too
    Variable {
        /// its name
        name: String,
        /// its value
        value: String,
    },
    /// one of several servers of the lab's program, each in a terminal of its own
    Server {
        /// the variables that its reader must set, with their values
        variables: Vec<(String, String)>,
    },
    /// a file in the lab's folder that is read, by its name
    LabFile(String),
    /// another command for a POSIX shell
    Command(String),
    /// something that the check does and a student cannot repeat by a command
    Event(Message),
}

/// An error of the harness.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HarnessError {
    /// the error and its causes, in English
    pub why: String,
    /// its cause, as far as callers handle it
    pub cause: Cause,
    /// what to do about it, where that is known: it is shown instead of `why`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Box<Message>>,
}

/// An error of the harness whose reader can do something about it: this message says what.
#[derive(Clone, Debug)]
pub struct Explained(pub Message);

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text(Lang::En))
    }
}

impl std::error::Error for Explained {}

/// The cause of an error of the harness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// the disk is full
    StorageFull,
    /// access to a file or a folder was denied
    AccessDenied,
    /// the system refuses to start the server's program
    CannotStart,
    /// anything else
    Other,
}

impl From<anyhow::Error> for HarnessError {
    fn from(error: anyhow::Error) -> Self {
        if error.downcast_ref::<CannotStart>().is_some() {
            return Self { why: format!("{error:#}"), cause: Cause::CannotStart, advice: None };
        }
        let causes = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
        let cause = causes.map(Cause::of).find(|cause| *cause != Cause::Other);
        let explained = error.downcast_ref::<Explained>();
        let advice = explained.map(|Explained(what)| Box::new(what.clone()));
        Self { why: format!("{error:#}"), cause: cause.unwrap_or(Cause::Other), advice }
    }
}

impl Cause {
    fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::StorageFull,
            io::ErrorKind::PermissionDenied => Self::AccessDenied,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use anyhow::Context;

    use super::{Cause, HarnessError};

    fn cause(kind: io::ErrorKind) -> Cause {
        let error = Err::<(), _>(io::Error::from(kind)).context("making a folder for check a");
        HarnessError::from(error.expect_err("an error")).cause
    }

    #[test]
    fn errors_that_a_server_can_cause_are_recognised() {
        assert_eq!(cause(io::ErrorKind::StorageFull), Cause::StorageFull);
        assert_eq!(cause(io::ErrorKind::PermissionDenied), Cause::AccessDenied);
        assert_eq!(cause(io::ErrorKind::NotFound), Cause::Other);
        assert_eq!(HarnessError::from(anyhow::anyhow!("denied")).cause, Cause::Other);
    }
}
