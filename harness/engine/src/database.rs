//! The databases of servers: every check has its own.
//!
//! SQLite needs only a path. A crate of its own brings the driver of any other kind, so that no
//! driver is compiled for a lab without a database.

use std::path::Path;

use serde::{Deserialize, Serialize};

use texts::Message;

/// A kind of database that a server can be judged with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// a file in the folder of the check, made by the server
    Sqlite,
    /// a database that the judge creates, or only names for the server to create, and drops
    Postgresql,
}

impl Kind {
    /// What is added to the name of a check that uses this kind; nothing for the default.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgresql => "@postgresql",
        }
    }

    /// The name of the product.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgresql => "PostgreSQL",
        }
    }
}

/// How the servers of a lab find their database.
#[derive(Clone, Copy)]
pub struct Databases {
    /// the environment variable that contains its URL
    pub variable: &'static str,
    /// the file name of a check's SQLite database
    pub file: &'static str,
    /// the file name of the next one, for a check that switches to another database
    pub other_file: &'static str,
    /// the section of the book about its tables, for a server whose SQL is wrong
    pub migrations: &'static str,
    /// has the databases of the other kind
    pub server: &'static dyn DatabaseServer,
}

/// Reserves another database, which does not exist yet, for a check that needs one more. An SQLite
/// database is in the file of this name. Returns it with the environment variable for its URL.
pub type CreateDatabase<'a> =
    dyn Fn(&str) -> anyhow::Result<(&'static str, Box<dyn Database>)> + 'a;

impl Databases {
    /// The database of a check. The server creates the file of an SQLite database.
    ///
    /// # Errors
    /// When the database server fails.
    pub fn create(&self, kind: Kind, folder: &Path) -> anyhow::Result<Box<dyn Database>> {
        match kind {
            Kind::Sqlite => Ok(Box::new(Sqlite::new(folder, self.file))),
            Kind::Postgresql => self.server.create(),
        }
    }

    /// Another database, which the server has to create.
    pub fn reserve(&self, kind: Kind, folder: &Path, file: &str) -> Box<dyn Database> {
        match kind {
            Kind::Sqlite => Box::new(Sqlite::new(folder, file)),
            Kind::Postgresql => self.server.reserve(),
        }
    }
}

/// A database for one check. Dropping this drops the database.
pub trait Database {
    /// Its URL.
    fn url(&self) -> &str;
}

/// A database server, such as PostgreSQL.
pub trait DatabaseServer: Sync {
    /// Why it cannot be used, if so. It is called once per run.
    fn unavailable(&self) -> Option<Message>;

    /// Creates an empty database.
    ///
    /// # Errors
    /// When the database server fails, which is not the student's fault.
    fn create(&self) -> anyhow::Result<Box<dyn Database>>;

    /// Reserves the name of a database that does not exist yet, for a server that has to create it.
    fn reserve(&self) -> Box<dyn Database>;

    /// The URL of a database that somebody who tries a server may use, without a password.
    fn example(&self) -> String;

    /// Drops every database that still exists: the last thing that a judge does when its command is
    /// gone.
    fn drop_all(&self);
}

/// An SQLite database: a file in the folder of its check, which the server creates.
pub struct Sqlite {
    url: String,
}

impl Sqlite {
    /// The database of this name in `folder`. A server should not use this name by default, so that
    /// one that ignores its environment is found out.
    pub fn new(folder: &Path, name: &str) -> Self {
        Self { url: format!("sqlite://{}", folder.join(name).display()) }
    }
}

impl Database for Sqlite {
    fn url(&self) -> &str {
        &self.url
    }
}
