//! What a conversation needs to begin, and why it may end early.

use std::net::SocketAddr;
use std::path::Path;

use texts::{Lang, Message};

use crate::database::CreateDatabase;
use crate::diff::{self, diff};
use crate::draw::Drawn;
use crate::lab::Lab;
use crate::lines::Lines;
use crate::outcome::Failure;
use crate::server::{Launch, Setting};

/// The server to talk to.
#[derive(Clone, Debug)]
pub enum Target {
    /// every check starts its own
    Launch(Launch),
    /// it runs already
    Running(SocketAddr),
}

/// Why a conversation ended early.
#[derive(Debug)]
pub enum Stop {
    /// The server is at fault.
    Failed(Box<Failure>),
    /// Nobody is at fault: the check cannot be made here, for this reason.
    Skipped(Message),
    /// The harness is at fault.
    Harness(anyhow::Error),
}

impl Stop {
    /// The same, explained by another section of the book than that of the check.
    #[must_use]
    pub fn explained_in(mut self, chapter: &str) -> Self {
        if let Self::Failed(failure) = &mut self {
            failure.chapter = Some(chapter.to_owned());
        }
        self
    }
}

/// What a conversation needs to begin.
pub struct Setup<'a> {
    /// the lab of the check
    pub lab: &'a Lab,
    /// the server
    pub target: &'a Target,
    /// an empty folder
    pub folder: &'a Path,
    /// the lab's folder, if it is known
    pub files: Option<&'a Path>,
    /// variables of the server's environment
    pub settings: Vec<Setting>,
    /// the expected exchanges; `None` records instead of comparing
    pub expected: Option<&'a [String]>,
    /// of the drawn values
    pub rng: fastrand::Rng,
    /// how many requests to generate, when the run says so
    pub requests: Option<u32>,
    /// reserves another database, for a check that needs one more
    pub create_database: &'a CreateDatabase<'a>,
}

/// Names and values for one request among several of the same form.
pub type Row = Vec<(&'static str, Drawn)>;

/// Refuses to record two rows that differ: the snapshot has room for one. Otherwise the comparison
/// has failed before.
pub(super) fn same(one: &Lines, other: &Lines) -> Result<(), Stop> {
    if one == other {
        return Ok(());
    }
    let differ = diff::text(&diff(one, other), Lang::En);
    Err(Stop::Harness(anyhow::anyhow!("two rows of a check differ:\n{differ}")))
}
