//! What a judgement belongs to, and the row that stands for it.

use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use engine::protocol::Description;
use sandbox::Tier;

use crate::book::Gradebook;
use crate::word::word;

/// What a judgement belongs to: the same key gives the same judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// name of the lab
    pub lab: String,
    /// digest of the files that were handed in
    pub files: String,
    /// digest of what the judge is compiled from
    pub suite: String,
    /// digest of the starter
    pub starter: String,
    /// `rustc --version`
    pub toolchain: String,
    /// how it is confined
    pub tier: Tier,
}

/// The row of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId(pub(crate) i64);

impl Gradebook {
    /// Records a judge and the checks that it makes.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record_suite(&self, digest: &str, checks: &[Description]) -> Result<()> {
        let checks = serde_json::to_string(checks).context("writing the checks of a suite")?;
        self.run(async |connection| {
            sqlx::query("insert or ignore into suites (digest, checks) values ($1, $2)")
                .bind(digest)
                .bind(checks)
                .execute(&mut *connection)
                .await
        })?;
        Ok(())
    }

    /// The row of a key, made when there is none.
    ///
    /// # Errors
    /// When the file cannot be read or written, or when its files or its suite were never recorded.
    pub fn key(&self, key: &Key) -> Result<KeyId> {
        let tier = word(key.tier)?;
        let row: Option<i64> = self.run(async |connection| {
            sqlx::query(
                "insert or ignore into keys (files, suite, starter, toolchain, tier)
                 select f.id, s.id, $4, $5, $6 from files f, suites s
                 where f.lab = $1 and f.digest = $2 and s.digest = $3",
            )
            .bind(&key.lab)
            .bind(&key.files)
            .bind(&key.suite)
            .bind(&key.starter)
            .bind(&key.toolchain)
            .bind(&tier)
            .execute(&mut *connection)
            .await?;
            sqlx::query_scalar(
                "select k.id from keys k
                 join files f on f.id = k.files join suites s on s.id = k.suite
                 where f.lab = $1 and f.digest = $2 and s.digest = $3
                   and k.starter = $4 and k.toolchain = $5 and k.tier = $6",
            )
            .bind(&key.lab)
            .bind(&key.files)
            .bind(&key.suite)
            .bind(&key.starter)
            .bind(&key.toolchain)
            .bind(&tier)
            .fetch_optional(&mut *connection)
            .await
        })?;
        row.map(KeyId).context("files or a suite that the gradebook does not have")
    }

    /// The checks of a suite, by its row. They are read once: every judgement has some.
    pub(crate) fn checks(&self, suite: i64) -> Result<Arc<[Description]>> {
        if let Some(known) = self.known_suites().get(&suite) {
            return Ok(Arc::clone(known));
        }
        let text: String = self.run(async |connection| {
            sqlx::query_scalar("select checks from suites where id = $1")
                .bind(suite)
                .fetch_one(&mut *connection)
                .await
        })?;
        let checks: Vec<Description> =
            serde_json::from_str(&text).context("reading the checks of a suite")?;
        let checks: Arc<[Description]> = checks.into();
        self.known_suites().insert(suite, Arc::clone(&checks));
        Ok(checks)
    }

    fn known_suites(&self) -> MutexGuard<'_, BTreeMap<i64, Arc<[Description]>>> {
        self.suites.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
