//! The messages between the command and a judge: lines of JSON on the judge's standard input and
//! output.
//!
//! The command writes one [`Task`] and keeps the pipe open. When the pipe closes, the command is
//! gone, and the judge ends every server and itself. The judge writes one [`Event`] per line. No
//! event depends on a language: [`crate::render`] turns it into a report.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use texts::CheckTexts;

use crate::database::Kind;
use crate::outcome::{HarnessError, Outcome};

/// What a judge is asked to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "kebab-case")]
pub enum Task {
    /// Judge a server.
    Judge {
        /// the server
        subject: Subject,
        /// determines the drawn values
        seed: u64,
        /// only this check
        only: Option<String>,
        /// the kinds of database to use, if the lab has a database; all points are on the first
        databases: Vec<Kind>,
        /// how many requests to generate, in checks that generate some
        requests: Option<u32>,
    },
    /// List the checks.
    Describe,
}

/// The server to judge.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "subject", rename_all = "kebab-case")]
pub enum Subject {
    /// A compiled server. The judge runs a copy, so that the original can be built again meanwhile.
    Executable {
        /// its path
        path: PathBuf,
        /// the command that starts it: a program and its first arguments; empty to start it
        /// directly
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        through: Vec<String>,
        /// the lab's folder, for checks that read a file of it
        #[serde(default, skip_serializing_if = "Option::is_none")]
        files: Option<PathBuf>,
    },
    /// A command that starts a server written in any language.
    Command {
        /// the program and its arguments
        words: Vec<String>,
        /// where it was typed, so that relative paths in it work; the files of the lab are there too
        folder: PathBuf,
    },
    /// A server that already runs.
    Running {
        /// where it listens
        address: SocketAddr,
    },
}

/// What a judge reports.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// First: the checks that follow, in order.
    Plan {
        /// all of them
        checks: Vec<Description>,
    },
    /// One check is judged. They come in the order of the plan.
    Checked {
        /// the check's name
        id: String,
        /// how it ended
        outcome: Outcome,
    },
    /// Last, when the judge cannot go on: the harness is at fault.
    Broken {
        /// the error
        error: HarnessError,
        /// the folder that the judge writes to
        folder: PathBuf,
    },
    /// Last: everything is judged.
    Done {
        /// the time that all checks took
        milliseconds: u64,
    },
}

/// What is known about a check before it is judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// stable name
    pub id: String,
    /// what it is worth
    pub points: u32,
    /// its title and its hints
    pub texts: CheckTexts,
    /// the section of the book that explains it
    pub chapter: String,
    /// the section that shows how a server starts, for one that does not
    pub start_chapter: String,
}
