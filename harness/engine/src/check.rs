//! What an author writes: checks, and the suite that they make up.

use anyhow::{Result, ensure};

use crate::conversation::{Conversation, Stop};
use crate::database::{Databases, Kind};
use crate::snapshot;
use crate::text::Text;

/// What a student must get right, for some points: one conversation with a fresh server.
#[derive(Clone, Copy)]
pub struct Check {
    /// stable name inside the lab; its snapshot is `snapshots/{id}.snap`
    pub id: &'static str,
    /// what is checked, in one line
    pub title: Text,
    /// what it is worth
    pub points: u32,
    /// the first hint: where to look
    pub nudge: Text,
    /// the second hint: the idea of the solution
    pub idea: Text,
    /// the section of the book that explains it, as a path inside either language's tree
    pub chapter: &'static str,
    /// what is asked; what must come is in the snapshot
    pub talk: fn(&mut Conversation<'_>) -> Result<(), Stop>,
}

/// The checks of one lab, in the order in which a student meets them, and their snapshots.
#[derive(Clone, Copy)]
pub struct Suite {
    /// name of the lab
    pub lab: &'static str,
    /// the checks
    pub checks: &'static [Check],
    /// name and content of every `.snap` file: [`crate::snapshots!`]
    pub snapshots: &'static [(&'static str, &'static str)],
    /// the databases beside SQLite on which the same checks can be made, when the lab has a database:
    /// the server finds its own in `DATABASE_URL`
    pub databases: Option<&'static dyn Databases>,
}

impl Suite {
    /// The exchanges that the snapshot of `check` holds.
    ///
    /// # Errors
    /// When the snapshot is missing or corrupt.
    pub fn expected(&self, check: &Check) -> Result<Vec<String>> {
        let file = self.snapshots.iter().find(|(name, _)| *name == check.id);
        ensure!(
            file.is_some(),
            "check {} of {} has no snapshot: record it with `cargo insta test --review`",
            check.id,
            self.lab
        );
        let (name, content) = file.copied().unwrap_or_default();
        snapshot::exchanges(name, content)
    }

    /// The names of snapshots that belong to no check.
    pub fn orphans(&self) -> Vec<&'static str> {
        let known = |name: &str| self.checks.iter().any(|check| check.id == name);
        self.snapshots.iter().map(|(name, _)| *name).filter(|name| !known(name)).collect()
    }

    /// The kinds of database that a run may choose from; SQLite alone stands also for none.
    pub fn kinds(&self) -> Vec<Kind> {
        let more = self.databases.map(|_| Kind::Postgresql);
        [Kind::Sqlite].into_iter().chain(more).collect()
    }

    /// What the whole suite is worth.
    pub fn points(&self) -> u32 {
        self.checks.iter().map(|check| check.points).sum()
    }
}
