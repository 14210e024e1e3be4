//! The gradebook: one SQLite file, and the truth. Whatever is written down is written in one
//! transaction, so that a grader killed at any moment goes on where it was.
//!
//! ```text
//! students ─ submissions ─ submitted_works ─ works      what was handed in
//!                                             │
//!                          attempts, judgements          what was judged: a work with a suite
//! overrides, exams                                       what a person said
//! ```
//!
//! A judgement belongs to the digest of a work, of the suite, of the starter, to the toolchain, to the
//! tier and to the language of its texts: when none of them has changed nothing is judged again, and
//! when one has, the old judgement stays beside the new one. Which of them counts is written down too:
//! what a regrade finds is a proposal until it is applied, and what is judged again for somebody who
//! reads another language than the class never counts.

mod people;
mod record;

pub use people::{Order, Row};
pub use record::Turn;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use engine::Lang;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use tokio::runtime::Runtime;

use crate::model::{Outcome, Tier};

/// The layout that this grader reads and writes.
const LAYOUT: &str = "3";

/// Attempts that may fail, or be interrupted, before a work is set aside.
pub const ATTEMPTS: i64 = 3;
/// Interruptions are mostly the grader's own end, so more of them are borne.
const INTERRUPTIONS: i64 = 12;

/// The gradebook.
#[derive(Debug)]
pub struct Gradebook {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    runtime: Runtime,
    connection: SqliteConnection,
}

/// What a judgement belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// digest of the work
    pub digest: String,
    /// name of the lab
    pub lab: String,
    /// digest of the judge
    pub suite: String,
    /// digest of the starter
    pub starter: String,
    /// `rustc --version`
    pub toolchain: String,
    /// how it is confined
    pub tier: Tier,
    /// what its texts are written in
    pub lang: Lang,
}

/// A judgement, as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// what it belongs to
    pub key: Key,
    /// what the drawn values came from
    pub seed: u64,
    /// what became of it
    pub outcome: Outcome,
    /// the points, in hundredths
    pub hundredths: u32,
}

/// The files of a work: path to content.
pub type Files = BTreeMap<String, Vec<u8>>;

impl Gradebook {
    /// Opens the gradebook at `file`, made when there is none.
    ///
    /// # Errors
    /// When it cannot be read or written, or is of another layout.
    pub fn open(file: &Path) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .context("starting the database's runtime")?;
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(10));
        let opening = || format!("opening the gradebook {}", file.display());
        let connection = runtime.block_on(options.connect()).with_context(opening)?;
        let book = Self { inner: Mutex::new(Inner { runtime, connection }) };
        book.set_up().with_context(opening)?;
        Ok(book)
    }

    fn set_up(&self) -> Result<()> {
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        runtime
            .block_on(async {
                sqlx::raw_sql(include_str!("schema.sql")).execute(&mut *connection).await?;
                sqlx::query("insert or ignore into meta (key, value) values ('layout', $1)")
                    .bind(LAYOUT)
                    .execute(&mut *connection)
                    .await?;
                sqlx::query_scalar::<_, String>("select value from meta where key = 'layout'")
                    .fetch_one(&mut *connection)
                    .await
            })
            .map_err(anyhow::Error::from)
            .and_then(|layout| {
                anyhow::ensure!(
                    layout == LAYOUT,
                    "it has layout {layout}, and this grader writes layout {LAYOUT}: give another --out"
                );
                Ok(())
            })
    }

    /// A setting of the gradebook; `value` when it has none yet.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn setting(&self, key: &str, value: &str) -> Result<String> {
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        Ok(runtime.block_on(async {
            sqlx::query("insert or ignore into meta (key, value) values ($1, $2)")
                .bind(key)
                .bind(value)
                .execute(&mut *connection)
                .await?;
            sqlx::query_scalar("select value from meta where key = $1")
                .bind(key)
                .fetch_one(&mut *connection)
                .await
        })?)
    }

    /// The number of a new batch.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn new_batch(&self) -> Result<i64> {
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        Ok(runtime.block_on(async {
            sqlx::query_scalar(
                "insert into meta (key, value) values ('batch', '1')
                 on conflict (key) do update set value = cast(value as integer) + 1
                 returning cast(value as integer)",
            )
            .fetch_one(&mut *connection)
            .await
        })?)
    }

    /// Writes what is left in the journal into the file, so that it can be copied alone.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn close(self) -> Result<()> {
        let inner = self.inner.into_inner().map_err(|_| anyhow!("a worker panicked"))?;
        let Inner { runtime, connection } = inner;
        Ok(runtime.block_on(connection.close())?)
    }

    fn lock(&self) -> Result<MutexGuard<'_, Inner>> {
        self.inner.lock().map_err(|_| anyhow!("another worker panicked with the gradebook in hand"))
    }
}
