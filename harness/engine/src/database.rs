//! The database of a server: one of its own for every check.
//!
//! SQLite needs nothing but a path. What another kind needs, a crate beside the suites brings, so
//! that a lab without a database compiles no driver.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::text::Lang;

/// A kind of database that servers are judged on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// a file in the folder of the check, made by the server
    Sqlite,
    /// a database that the judge names and drops; a check's first one is made by the judge too
    Postgresql,
}

impl Kind {
    /// What a check on this kind is called after its name; nothing for the default.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgresql => "@postgresql",
        }
    }

    /// The kind's own spelling of its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgresql => "PostgreSQL",
        }
    }
}

/// Names one more database, which is not there yet, for a check that asks for it.
pub type MakeDatabase<'a> = dyn Fn() -> anyhow::Result<Box<dyn Database>> + 'a;

/// A database that is there for one check; dropping it drops the database.
pub trait Database {
    /// What the server finds in `DATABASE_URL`.
    fn url(&self) -> &str;
}

/// A server of databases.
pub trait Databases: Sync {
    /// Why it cannot be used, if so. It is asked once a run.
    fn absent(&self, lang: Lang) -> Option<String>;

    /// Makes an empty database.
    ///
    /// # Errors
    /// When the server of databases fails, which is no student's fault.
    fn make(&self) -> anyhow::Result<Box<dyn Database>>;

    /// Names a database that is not there yet, for a server that has to make it.
    fn name(&self) -> Box<dyn Database>;

    /// Drops every database that is still there: the last act of a judge whose command has gone.
    fn clear(&self);
}

/// A SQLite database that the server makes: a file that goes with the folder of its check.
pub struct Sqlite {
    url: String,
}

impl Sqlite {
    /// One of this name in `folder` that does not exist yet. The name is none that a server could
    /// come upon by itself.
    pub fn new(folder: &Path, name: &str) -> Self {
        Self { url: format!("sqlite://{}", folder.join(name).display()) }
    }
}

impl Database for Sqlite {
    fn url(&self) -> &str {
        &self.url
    }
}
