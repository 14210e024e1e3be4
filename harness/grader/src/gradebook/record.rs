//! What was judged.

use anyhow::{Context, Result};
use serde::Serialize;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{ATTEMPTS, Files, Gradebook, INTERRUPTIONS, Inner, Judgement, Key};
use crate::model::Outcome;

/// Whether a work is to be judged.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// it is known already
    Known(Box<Judgement>),
    /// it is to be judged: the number of the attempt, which is written down
    Judge(i64),
    /// it has been tried often enough; the last error
    SetAside(String),
}

impl Gradebook {
    /// Whether the work of `key` is to be judged. When it is, the attempt is written down before
    /// anything happens, so that a work which brings the grader down is not tried for ever.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn turn(&self, key: &Key) -> Result<Turn> {
        if let Some(known) = self.judgement(key)? {
            return Ok(Turn::Known(Box::new(known)));
        }
        let (tier, lang) = (word(key.tier)?, word(key.lang)?);
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        let (failed, all): (i64, i64) = runtime.block_on(
            sqlx::query_as(
                "select count(error), count(*) from attempts
                 where digest = $1 and lab = $2 and suite = $3 and starter = $4
                   and toolchain = $5 and tier = $6 and lang = $7",
            )
            .bind(&key.digest)
            .bind(&key.lab)
            .bind(&key.suite)
            .bind(&key.starter)
            .bind(&key.toolchain)
            .bind(&tier)
            .bind(&lang)
            .fetch_one(&mut *connection),
        )?;
        if failed >= ATTEMPTS || all - failed >= INTERRUPTIONS {
            drop(inner);
            let last = self.last_error(&key.digest, &key.lab)?;
            let why = last.unwrap_or_else(|| format!("the grader ended {INTERRUPTIONS} times"));
            return Ok(Turn::SetAside(why));
        }
        let attempt = runtime.block_on(
            sqlx::query_scalar(
                "insert into attempts (digest, lab, suite, starter, toolchain, tier, lang)
                 values ($1, $2, $3, $4, $5, $6, $7) returning id",
            )
            .bind(&key.digest)
            .bind(&key.lab)
            .bind(&key.suite)
            .bind(&key.starter)
            .bind(&key.toolchain)
            .bind(&tier)
            .bind(&lang)
            .fetch_one(&mut *connection),
        )?;
        Ok(Turn::Judge(attempt))
    }

    /// Forgets every attempt that failed or was interrupted, so that what was set aside has its turn.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn forget_attempts(&self) -> Result<()> {
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        runtime.block_on(sqlx::query("delete from attempts").execute(&mut *connection))?;
        Ok(())
    }

    /// Writes a judgement down, and that its attempt has ended. It does not count yet.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn judged(&self, attempt: i64, judgement: &Judgement) -> Result<()> {
        use sqlx::Connection as _;
        let outcome = serde_json::to_string(&judgement.outcome).context("writing an outcome")?;
        let (tier, lang) = (word(judgement.key.tier)?, word(judgement.key.lang)?);
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        runtime.block_on(async {
            let mut transaction = connection.begin().await?;
            sqlx::query(
                "insert or ignore into judgements
                 (digest, lab, suite, starter, toolchain, tier, lang, seed, outcome, hundredths)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(&judgement.key.digest)
            .bind(&judgement.key.lab)
            .bind(&judgement.key.suite)
            .bind(&judgement.key.starter)
            .bind(&judgement.key.toolchain)
            .bind(&tier)
            .bind(&lang)
            .bind(judgement.seed.cast_signed())
            .bind(&outcome)
            .bind(judgement.hundredths)
            .execute(&mut *transaction)
            .await?;
            // What matters of an attempt is that it failed; one that succeeded has its judgement.
            sqlx::query("delete from attempts where id = $1")
                .bind(attempt)
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await
        })?;
        Ok(())
    }

    /// Writes down that an attempt failed for a reason of ours.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn failed(&self, attempt: i64, why: &str) -> Result<()> {
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        runtime.block_on(
            sqlx::query("update attempts set error = $2 where id = $1")
                .bind(attempt)
                .bind(why)
                .execute(&mut *connection),
        )?;
        Ok(())
    }

    /// The judgement of exactly this key.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn judgement(&self, key: &Key) -> Result<Option<Judgement>> {
        let (tier, lang) = (word(key.tier)?, word(key.lang)?);
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        let row = runtime.block_on(
            sqlx::query(
                "select * from judgements
                 where digest = $1 and lab = $2 and suite = $3 and starter = $4
                   and toolchain = $5 and tier = $6 and lang = $7",
            )
            .bind(&key.digest)
            .bind(&key.lab)
            .bind(&key.suite)
            .bind(&key.starter)
            .bind(&key.toolchain)
            .bind(&tier)
            .bind(&lang)
            .fetch_optional(&mut *connection),
        )?;
        row.map(|row| judgement(&row)).transpose()
    }

    /// Makes the judgement of `key` the one that counts for its work.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn count(&self, key: &Key) -> Result<()> {
        let (tier, lang) = (word(key.tier)?, word(key.lang)?);
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        // Written only when it changes something: most works of a second run are known and count.
        runtime.block_on(
            sqlx::query(
                "with most as (select coalesce(max(counts), 0) as counts from judgements
                               where digest = $1 and lab = $2)
                 update judgements set counts = (select counts from most) + 1
                 where digest = $1 and lab = $2 and suite = $3 and starter = $4
                   and toolchain = $5 and tier = $6 and lang = $7
                   and (counts is null or counts < (select counts from most))",
            )
            .bind(&key.digest)
            .bind(&key.lab)
            .bind(&key.suite)
            .bind(&key.starter)
            .bind(&key.toolchain)
            .bind(&tier)
            .bind(&lang)
            .execute(&mut *connection),
        )?;
        Ok(())
    }

    /// The judgement of a work that counts, whatever it was made with.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn counting(&self, digest: &str, lab: &str) -> Result<Option<Judgement>> {
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        let row = runtime.block_on(
            sqlx::query(
                "select * from judgements where digest = $1 and lab = $2 and counts is not null
                 order by counts desc limit 1",
            )
            .bind(digest)
            .bind(lab)
            .fetch_optional(&mut *connection),
        )?;
        row.map(|row| judgement(&row)).transpose()
    }

    /// What became of the same files the last time that they did not compile, whatever the suite was.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn not_built(&self, key: &Key) -> Result<Option<Outcome>> {
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        let row = runtime.block_on(
            sqlx::query(
                "select * from judgements
                 where digest = $1 and lab = $2 and starter = $3 and toolchain = $4
                   and json_extract(outcome, '$.outcome') in ('build-failed', 'build-limit')
                 order by id desc limit 1",
            )
            .bind(&key.digest)
            .bind(&key.lab)
            .bind(&key.starter)
            .bind(&key.toolchain)
            .fetch_optional(&mut *connection),
        )?;
        Ok(row.map(|row| judgement(&row)).transpose()?.map(|known| known.outcome))
    }

    /// Why the last attempt at a work failed, when it has no judgement that counts.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_error(&self, digest: &str, lab: &str) -> Result<Option<String>> {
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        Ok(runtime.block_on(
            sqlx::query_scalar(
                "select error from attempts where digest = $1 and lab = $2 and error is not null
                 order by id desc limit 1",
            )
            .bind(digest)
            .bind(lab)
            .fetch_optional(&mut *connection),
        )?)
    }

    /// The files of a work.
    ///
    /// # Errors
    /// When the file cannot be read, or has no such work.
    pub fn files(&self, digest: &str, lab: &str) -> Result<Files> {
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        let text: String = runtime.block_on(
            sqlx::query_scalar("select files from works where digest = $1 and lab = $2")
                .bind(digest)
                .bind(lab)
                .fetch_one(&mut *connection),
        )?;
        serde_json::from_str(&text).context("reading the files of a work")
    }
}

fn judgement(row: &SqliteRow) -> Result<Judgement> {
    let outcome: Outcome =
        serde_json::from_str(row.try_get("outcome")?).context("reading an outcome")?;
    let tier: String = row.try_get("tier")?;
    let lang: String = row.try_get("lang")?;
    Ok(Judgement {
        key: Key {
            digest: row.try_get("digest")?,
            lab: row.try_get("lab")?,
            suite: row.try_get("suite")?,
            starter: row.try_get("starter")?,
            toolchain: row.try_get("toolchain")?,
            tier: serde_json::from_value(tier.into()).context("reading a tier")?,
            lang: serde_json::from_value(lang.into()).context("reading a language")?,
        },
        seed: row.try_get::<i64, _>("seed")?.cast_unsigned(),
        outcome,
        hundredths: row.try_get("hundredths")?,
    })
}

/// A tier or a language, as the file has it.
pub(super) fn word(value: impl Serialize) -> Result<String> {
    let value = serde_json::to_value(value).context("writing a word")?;
    value.as_str().map(str::to_owned).context("a tier or a language is a word")
}
