//! What was judged, and the attempts at it.

use std::sync::Arc;

use anyhow::{Context, Result};
use engine::protocol::Description;
use marks::{Outcome, Points};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Connection as _, Row as _};
use submission::Files;

use crate::book::Gradebook;
use crate::key::{Key, KeyId};

/// Attempts that may fail before a submission is set aside.
const ATTEMPTS: i64 = 3;

/// Attempts that may be interrupted. Interruptions are mostly the grader's own end, so more of them are
/// borne.
const INTERRUPTIONS: i64 = 12;

/// A judgement, as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// what it belongs to
    pub key: Key,
    /// the checks of its suite, in order
    pub checks: Arc<[Description]>,
    /// what the drawn values came from
    pub seed: u64,
    /// what became of the files
    pub outcome: Outcome,
    /// what they earned when they were judged
    pub earned: Points,
}

/// Whether something is to be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// it is judged already
    Known,
    /// it is to be judged; the attempt is recorded
    Attempt(AttemptId),
    /// it has been tried often enough; the last error
    SetAside(String),
}

/// The row of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptId(i64);

/// The columns of a judgement, with those of its key. Nothing that comes from outside is put into the
/// text of a query.
const JUDGEMENT: &str = "select f.lab, f.digest as files, s.id as suite_id, s.digest as suite,
        k.starter, k.toolchain, k.tier, j.seed, j.outcome, j.earned
 from judgements j join keys k on k.id = j.key
 join files f on f.id = k.files join suites s on s.id = k.suite";

impl Gradebook {
    /// Whether the files of `key` are to be judged. When they are, the attempt is recorded before
    /// anything happens, so that files which bring the grader down are not tried for ever.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn start(&self, key: KeyId) -> Result<Start> {
        self.run(async |connection| {
            let known: i64 = sqlx::query_scalar("select count(*) from judgements where key = $1")
                .bind(key.0)
                .fetch_one(&mut *connection)
                .await?;
            if known > 0 {
                return Ok(Start::Known);
            }
            let (failed, all): (i64, i64) =
                sqlx::query_as("select count(error), count(*) from attempts where key = $1")
                    .bind(key.0)
                    .fetch_one(&mut *connection)
                    .await?;
            if failed >= ATTEMPTS || all - failed >= INTERRUPTIONS {
                let last: Option<String> = sqlx::query_scalar(
                    "select a.error from attempts a join keys k on k.id = a.key
                     where k.files = (select files from keys where id = $1) and a.error is not null
                     order by a.id desc limit 1",
                )
                .bind(key.0)
                .fetch_optional(&mut *connection)
                .await?;
                let why = || format!("the grader ended {INTERRUPTIONS} times");
                return Ok(Start::SetAside(last.unwrap_or_else(why)));
            }
            let attempt = sqlx::query_scalar("insert into attempts (key) values ($1) returning id")
                .bind(key.0)
                .fetch_one(&mut *connection)
                .await?;
            Ok(Start::Attempt(AttemptId(attempt)))
        })
    }

    /// Forgets every attempt that failed or was interrupted, so that what was set aside is tried again.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn forget_attempts(&self) -> Result<()> {
        self.run(async |connection| {
            sqlx::query("delete from attempts").execute(&mut *connection).await
        })?;
        Ok(())
    }

    /// Records the judgement of `key`, and that its attempt has ended. It does not count yet.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record_judgement(
        &self,
        attempt: AttemptId,
        key: KeyId,
        seed: u64,
        outcome: &Outcome,
        earned: Points,
    ) -> Result<()> {
        let outcome = serde_json::to_string(outcome).context("writing an outcome")?;
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            sqlx::query(
                "insert or ignore into judgements (key, seed, outcome, earned)
                 values ($1, $2, $3, $4)",
            )
            .bind(key.0)
            .bind(seed.cast_signed())
            .bind(outcome)
            .bind(earned.hundredths())
            .execute(&mut *transaction)
            .await?;
            // What matters of an attempt is that it failed; one that succeeded has its judgement.
            sqlx::query("delete from attempts where id = $1")
                .bind(attempt.0)
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await
        })
    }

    /// Records that an attempt failed because of a grader error.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record_failure(&self, attempt: AttemptId, why: &str) -> Result<()> {
        self.run(async |connection| {
            sqlx::query("update attempts set error = $2 where id = $1")
                .bind(attempt.0)
                .bind(why)
                .execute(&mut *connection)
                .await
        })?;
        Ok(())
    }

    /// The judgement of exactly this key.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn judgement(&self, key: KeyId) -> Result<Option<Judgement>> {
        let row = self.run(async |connection| {
            sqlx::query(AssertSqlSafe(format!("{JUDGEMENT} where j.key = $1")))
                .bind(key.0)
                .fetch_optional(&mut *connection)
                .await
        })?;
        row.map(|row| self.read_judgement(&row)).transpose()
    }

    /// Makes the judgement of `key` the one that counts for its files.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn make_counting(&self, key: KeyId) -> Result<()> {
        // Written only when it changes something: most judgements of a second run count already.
        self.run(async |connection| {
            sqlx::query(
                "with most as (
                     select coalesce(max(j.counts), 0) as counts
                     from judgements j join keys k on k.id = j.key
                     where k.files = (select files from keys where id = $1))
                 update judgements set counts = (select counts from most) + 1
                 where key = $1 and (counts is null or counts < (select counts from most))",
            )
            .bind(key.0)
            .execute(&mut *connection)
            .await
        })?;
        Ok(())
    }

    /// The judgement of these files that counts, whatever it was made with.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn counting(&self, lab: &str, files: &str) -> Result<Option<Judgement>> {
        let row = self.run(async |connection| {
            let counting = "where f.lab = $1 and f.digest = $2 and j.counts is not null
                            order by j.counts desc limit 1";
            sqlx::query(AssertSqlSafe(format!("{JUDGEMENT} {counting}")))
                .bind(lab)
                .bind(files)
                .fetch_optional(&mut *connection)
                .await
        })?;
        row.map(|row| self.read_judgement(&row)).transpose()
    }

    /// What became of the files of `key` the last time that they did not compile, whatever the suite
    /// was: a changed check compiles nothing again.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn not_built(&self, key: KeyId) -> Result<Option<Outcome>> {
        let outcome: Option<String> = self.run(async |connection| {
            sqlx::query_scalar(
                "select j.outcome from judgements j
                 join keys k on k.id = j.key join keys this on this.id = $1
                 where k.files = this.files and k.starter = this.starter
                   and k.toolchain = this.toolchain
                   and json_extract(j.outcome, '$.outcome') in ('build-failed', 'build-limit')
                 order by j.id desc limit 1",
            )
            .bind(key.0)
            .fetch_optional(&mut *connection)
            .await
        })?;
        outcome.map(|text| serde_json::from_str(&text).context("reading an outcome")).transpose()
    }

    /// Why the last attempt at these files failed.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_error(&self, lab: &str, files: &str) -> Result<Option<String>> {
        self.run(async |connection| {
            sqlx::query_scalar(
                "select a.error from attempts a
                 join keys k on k.id = a.key join files f on f.id = k.files
                 where f.lab = $1 and f.digest = $2 and a.error is not null
                 order by a.id desc limit 1",
            )
            .bind(lab)
            .bind(files)
            .fetch_optional(&mut *connection)
            .await
        })
    }

    /// The content of these files.
    ///
    /// # Errors
    /// When the file cannot be read, or has no such files.
    pub fn files(&self, lab: &str, digest: &str) -> Result<Files> {
        let text: String = self.run(async |connection| {
            sqlx::query_scalar("select content from files where lab = $1 and digest = $2")
                .bind(lab)
                .bind(digest)
                .fetch_one(&mut *connection)
                .await
        })?;
        serde_json::from_str(&text).context("reading the files of a submission")
    }

    fn read_judgement(&self, row: &SqliteRow) -> Result<Judgement> {
        let outcome: &str = row.try_get("outcome")?;
        let tier: String = row.try_get("tier")?;
        Ok(Judgement {
            key: Key {
                lab: row.try_get("lab")?,
                files: row.try_get("files")?,
                suite: row.try_get("suite")?,
                starter: row.try_get("starter")?,
                toolchain: row.try_get("toolchain")?,
                tier: serde_json::from_value(tier.into()).context("reading a tier")?,
            },
            checks: self.checks(row.try_get("suite_id")?)?,
            seed: row.try_get::<i64, _>("seed")?.cast_unsigned(),
            outcome: serde_json::from_str(outcome).context("reading an outcome")?,
            earned: Points::from_hundredths(row.try_get("earned")?),
        })
    }
}
