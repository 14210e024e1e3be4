//! A member of the workspace at work, for tests that talk to it themselves.

use anyhow::{Result, anyhow};
use engine::database::{Database, Sqlite};
use engine::limits;
use engine::server::{BootError, Launch, Server};
use tempfile::TempDir;

use crate::cargo;

/// A server with an empty folder and a SQLite database of its own; it ends when this is dropped.
pub struct Running {
    server: Server,
    _folder: TempDir,
}

impl Running {
    /// Builds a package of the workspace and starts its executable.
    ///
    /// # Errors
    /// When it does not compile, or does not listen.
    pub fn start(package: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let launch =
            Launch { program: cargo::executable(package)?, arguments: Vec::new(), folder: None };
        let settings =
            [("DATABASE_URL", Some(Sqlite::new(folder.path(), "catalogue.db").url().into()))];
        let server = Server::boot(&launch, folder.path(), &settings, limits::BOOT);
        let server = server.map_err(|error| match error {
            BootError::Fault(fault, printed) => anyhow!("{package}: {fault:?}\n{printed:?}"),
            BootError::Harness(error) => error,
        })?;
        Ok(Self { server, _folder: folder })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address())
    }
}
