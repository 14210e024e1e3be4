//! What the command and a judge tell each other: JSON lines over the judge's standard input and
//! output.
//!
//! The command writes one [`Task`] and keeps the pipe open; its end means that the command has
//! gone, and the judge ends every server and itself. The judge writes one [`Event`] a line.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::database::Kind;
use crate::server::Printed;
use crate::text::Lang;
use crate::verdict::CheckReport;

/// What a judge is asked to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "kebab-case")]
pub enum Task {
    /// Judge a server.
    Judge {
        /// the server
        subject: Subject,
        /// what the drawn values come from
        seed: u64,
        /// this check alone
        only: Option<String>,
        /// the kinds of database to make them on, as far as the lab has a database; the points are
        /// on the first
        databases: Vec<Kind>,
        /// how many requests a check that generates some is to generate
        requests: Option<u32>,
        /// of titles, hints and sentences
        lang: Lang,
    },
    /// List the checks.
    Describe {
        /// of titles and hints
        lang: Lang,
    },
}

/// The server to judge.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "subject", rename_all = "kebab-case")]
pub enum Subject {
    /// A compiled server. A copy of it is what runs: the original can be rebuilt meanwhile.
    Executable {
        /// where the compiler left it
        path: PathBuf,
        /// a command that starts it: the program and its first arguments; empty when it starts by
        /// itself
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        through: Vec<String>,
    },
    /// A command in any language.
    Command {
        /// the program and its arguments
        words: Vec<String>,
        /// where it was typed, so that relative paths in it hold
        folder: PathBuf,
    },
    /// A server that already runs.
    Running {
        /// where it listens
        address: SocketAddr,
    },
}

/// What a judge says.
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
        /// the verdict
        report: CheckReport,
        /// what a failure is explained with
        evidence: Option<Box<Evidence>>,
    },
    /// Last, when the judge cannot go on: the harness is at fault.
    Broken {
        /// the error and its causes
        why: String,
        /// the folder for which there was no room, when that is the cause
        full: Option<PathBuf>,
    },
    /// Last: everything is judged.
    Done {
        /// the time that all checks took
        milliseconds: u64,
    },
}

/// A check, as a person is told of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// stable name
    pub id: String,
    /// one line
    pub title: String,
    /// what it is worth
    pub points: u32,
    /// the first hint
    pub nudge: String,
    /// the second hint
    pub idea: String,
    /// where the book explains it
    pub chapter: String,
}

/// What a failure, or an error of the harness, is explained with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// what happened, in a sentence or two
    pub sentence: String,
    /// the requests, as `curl` lines; the last one is at fault
    pub asked: Vec<String>,
    /// what the server printed
    pub printed: Printed,
    /// whether the server never got as far as a first request
    pub at_start: bool,
}
