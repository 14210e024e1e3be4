//! What a person said: points changed by hand, more time for a lab, the grades of the examination.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use jiff::Timestamp;
use marks::{Absence, Decision, Override, Points};
use sqlx::Connection as _;

use crate::book::Gradebook;

/// What is recorded in the place of points: that a change by hand is cancelled, or an absence.
const CANCELLED: i64 = -1;
const UNJUSTIFIED: i64 = -2;
const JUSTIFIED: i64 = -3;

/// More time for a student's lab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// the deadline instead
    pub until: Timestamp,
    /// why
    pub reason: String,
    /// who gives it
    pub who: String,
    /// when
    pub at: Timestamp,
}

impl Gradebook {
    /// Until when a student has time for a lab, when that was extended.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn extension(&self, student: i64, lab: &str) -> Result<Option<Timestamp>> {
        let until: Option<i64> = self.run(async |connection| {
            sqlx::query_scalar(
                "select until from extensions
                 where student = $1 and lab = $2 order by id desc limit 1",
            )
            .bind(student)
            .bind(lab)
            .fetch_optional(&mut *connection)
            .await
        })?;
        until.map(Timestamp::from_second).transpose().context("reading the time of an extension")
    }

    /// Gives a student more time for a lab.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record_extension(&self, student: i64, lab: &str, extension: &Extension) -> Result<()> {
        self.run(async |connection| {
            sqlx::query(
                "insert into extensions (student, lab, until, reason, who, at)
                 values ($1, $2, $3, $4, $5, $6)",
            )
            .bind(student)
            .bind(lab)
            .bind(extension.until.as_second())
            .bind(&extension.reason)
            .bind(&extension.who)
            .bind(extension.at.as_second())
            .execute(&mut *connection)
            .await
        })?;
        Ok(())
    }

    /// The latest change by hand of a student's lab, unless it was cancelled.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn by_hand(&self, student: i64, lab: &str) -> Result<Option<Override>> {
        let row: Option<(i64, String, String, i64)> = self.run(async |connection| {
            sqlx::query_as(
                "select points, reason, who, at from overrides
                 where student = $1 and lab = $2 order by id desc limit 1",
            )
            .bind(student)
            .bind(lab)
            .fetch_optional(&mut *connection)
            .await
        })?;
        row.filter(|(points, ..)| *points != CANCELLED)
            .map(|(points, reason, who, at)| {
                let decision = read(points)?;
                let at =
                    Timestamp::from_second(at).context("reading the time of a change by hand")?;
                Ok(Override { decision, reason, who, at })
            })
            .transpose()
    }

    /// Records a decision about a student's lab.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record_override(&self, student: i64, lab: &str, change: &Override) -> Result<()> {
        self.record(student, lab, written(change.decision), change)
    }

    /// Cancels the change by hand of a student's lab: what was earned counts again. The decision of `change`
    /// does not matter.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn cancel_override(&self, student: i64, lab: &str, change: &Override) -> Result<()> {
        self.record(student, lab, CANCELLED, change)
    }

    fn record(&self, student: i64, lab: &str, points: i64, change: &Override) -> Result<()> {
        self.run(async |connection| {
            sqlx::query(
                "insert into overrides (student, lab, points, reason, who, at)
                 values ($1, $2, $3, $4, $5, $6)",
            )
            .bind(student)
            .bind(lab)
            .bind(points)
            .bind(&change.reason)
            .bind(&change.who)
            .bind(change.at.as_second())
            .execute(&mut *connection)
            .await
        })?;
        Ok(())
    }

    /// Records the results of an examination, out of 20, by the students' rows; `None` removes a result.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record_exams(&self, grades: &BTreeMap<i64, Option<Decision>>) -> Result<()> {
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            for (student, grade) in grades {
                let Some(grade) = grade else {
                    sqlx::query("delete from exams where student = $1")
                        .bind(student)
                        .execute(&mut *transaction)
                        .await?;
                    continue;
                };
                sqlx::query(
                    "insert into exams (student, grade) values ($1, $2)
                     on conflict (student) do update set grade = excluded.grade",
                )
                .bind(student)
                .bind(written(*grade))
                .execute(&mut *transaction)
                .await?;
            }
            transaction.commit().await
        })
    }

    /// The results of the examination, out of 20, by the students' rows.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn exams(&self) -> Result<BTreeMap<i64, Decision>> {
        let rows: Vec<(i64, i64)> = self.run(async |connection| {
            sqlx::query_as("select student, grade from exams").fetch_all(&mut *connection).await
        })?;
        rows.into_iter().map(|(student, grade)| Ok((student, read(grade)?))).collect()
    }
}

impl Gradebook {
    /// The grades that the last reports gave, by the students' rows and labs, each as its JSON.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn given(&self) -> Result<BTreeMap<(i64, String), String>> {
        let rows: Vec<(i64, String, String)> = self.run(async |connection| {
            sqlx::query_as("select student, lab, grade from given")
                .fetch_all(&mut *connection)
                .await
        })?;
        Ok(rows.into_iter().map(|(student, lab, grade)| ((student, lab), grade)).collect())
    }

    /// Replaces the recorded grades with those of the new reports.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn give(&self, grades: &BTreeMap<(i64, String), String>) -> Result<()> {
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            sqlx::query("delete from given").execute(&mut *transaction).await?;
            for ((student, lab), grade) in grades {
                sqlx::query("insert into given (student, lab, grade) values ($1, $2, $3)")
                    .bind(student)
                    .bind(lab)
                    .bind(grade)
                    .execute(&mut *transaction)
                    .await?;
            }
            transaction.commit().await
        })
    }
}

/// A decision as it is recorded: hundredths of a point, or the number of an absence.
fn written(decision: Decision) -> i64 {
    match decision {
        Decision::Points(points) => i64::from(points.hundredths()),
        Decision::Absence(Absence::Unjustified) => UNJUSTIFIED,
        Decision::Absence(Absence::Justified) => JUSTIFIED,
    }
}

fn read(recorded: i64) -> Result<Decision> {
    Ok(match recorded {
        UNJUSTIFIED => Decision::Absence(Absence::Unjustified),
        JUSTIFIED => Decision::Absence(Absence::Justified),
        points => {
            let points = u32::try_from(points).context("reading points given by hand")?;
            Decision::Points(Points::from_hundredths(points))
        }
    })
}
