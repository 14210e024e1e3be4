//! The file itself: opened, made when there is none, brought up to date, closed.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use engine::protocol::Description;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use thiserror::Error;
use tokio::runtime::Runtime;

/// Every change of the layout so far.
static MIGRATIONS: Migrator = sqlx::migrate!();

/// The gradebook.
#[derive(Debug)]
pub struct Gradebook {
    inner: Mutex<Inner>,
    /// the checks of the suites that were read so far, by their rows
    pub(crate) suites: Mutex<BTreeMap<i64, Arc<[Description]>>>,
}

#[derive(Debug)]
struct Inner {
    runtime: Runtime,
    connection: SqliteConnection,
}

/// Why a gradebook cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// its layout is from before layouts were migrated: nothing of it can be read any more
    #[error("it was made by an older grader, which this one cannot continue")]
    TooOld,
    /// a later grader has changed its layout
    #[error("it was made by a newer grader")]
    TooNew,
    /// its layout cannot be brought up to date
    #[error(transparent)]
    Migration(MigrateError),
    /// it cannot be read or written
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// what the database runs on cannot be started
    #[error(transparent)]
    Runtime(#[from] std::io::Error),
}

impl From<MigrateError> for OpenError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(_) => Self::TooNew,
            other => Self::Migration(other),
        }
    }
}

impl Gradebook {
    /// Opens the gradebook at `file`, made when there is none.
    ///
    /// # Errors
    /// When it cannot be read or written, or another grader made it.
    pub fn open(file: &Path) -> Result<Self, OpenError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(10));
        let connection = runtime.block_on(async {
            let mut connection = options.connect().await?;
            // The table in which graders before the first migration kept the number of their layout.
            let old = "select count(*) from sqlite_master where name = 'meta'";
            if sqlx::query_scalar::<_, i64>(old).fetch_one(&mut connection).await? > 0 {
                return Err(OpenError::TooOld);
            }
            MIGRATIONS.run(&mut connection).await?;
            Ok(connection)
        })?;
        Ok(Self { inner: Mutex::new(Inner { runtime, connection }), suites: Mutex::default() })
    }

    /// The setting under a key.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        self.run(async |connection| {
            sqlx::query_scalar("select value from settings where key = $1")
                .bind(key)
                .fetch_optional(&mut *connection)
                .await
        })
    }

    /// Changes the setting under a key.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn set(&self, key: &str, value: &str) -> Result<()> {
        self.run(async |connection| {
            sqlx::query(
                "insert into settings (key, value) values ($1, $2)
                 on conflict (key) do update set value = excluded.value",
            )
            .bind(key)
            .bind(value)
            .execute(&mut *connection)
            .await
        })?;
        Ok(())
    }

    /// The number of a new batch.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn new_batch(&self) -> Result<i64> {
        self.run(async |connection| {
            sqlx::query_scalar(
                "insert into settings (key, value) values ('batch', '1')
                 on conflict (key) do update set value = cast(value as integer) + 1
                 returning cast(value as integer)",
            )
            .fetch_one(&mut *connection)
            .await
        })
    }

    /// Writes what is left in the journal into the file, so that it can be copied alone.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn close(self) -> Result<()> {
        let inner = self.inner.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Inner { runtime, connection } = inner;
        Ok(runtime.block_on(connection.close())?)
    }

    /// Does `work` with the connection, which nobody else has meanwhile. A panic of another thread
    /// leaves it usable: what is written is written in transactions.
    pub(crate) fn run<T>(
        &self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> sqlx::Result<T>,
    ) -> Result<T> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let Inner { runtime, connection } = &mut *inner;
        Ok(runtime.block_on(work(connection))?)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use sqlx::ConnectOptions;
    use sqlx::sqlite::SqliteConnectOptions;

    use super::{Gradebook, OpenError};

    fn change(file: &Path, text: &'static str) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        runtime.expect("a runtime").block_on(async {
            let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
            let mut connection = options.connect().await.expect("a file");
            sqlx::raw_sql(text).execute(&mut connection).await.expect("a change");
        });
    }

    #[test]
    fn a_gradebook_is_made_once_and_opened_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("gradebook.sqlite");
        for (before, seed) in [(None, "7"), (Some("7"), "8"), (Some("8"), "9")] {
            let book = Gradebook::open(&file).expect("a gradebook");
            assert_eq!(book.setting("seed").expect("a setting").as_deref(), before);
            book.set("seed", seed).expect("changed");
            book.close().expect("closed");
        }
    }

    #[test]
    fn a_gradebook_of_an_older_or_a_newer_grader_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let old = folder.path().join("old.sqlite");
        change(&old, "create table meta (key text primary key, value text not null)");
        assert!(matches!(Gradebook::open(&old), Err(OpenError::TooOld)));
        let new = folder.path().join("new.sqlite");
        Gradebook::open(&new).expect("a gradebook").close().expect("closed");
        change(&new, "update _sqlx_migrations set version = 9999 where version = 4");
        assert!(matches!(Gradebook::open(&new), Err(OpenError::TooNew)));
    }
}
