//! What a person said: points changed by hand, more time for a lab, the grades of the examination.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use jiff::Timestamp;
use marks::{Override, Points};
use sqlx::Connection as _;

use crate::book::Gradebook;

/// What is recorded in the place of points when a change by hand is cancelled.
const CANCELLED: i64 = -1;

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
                let points = u32::try_from(points).context("reading points changed by hand")?;
                let at =
                    Timestamp::from_second(at).context("reading the time of a change by hand")?;
                Ok(Override { points: Points::from_hundredths(points), reason, who, at })
            })
            .transpose()
    }

    /// Changes the points of a student's lab by hand.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record_override(&self, student: i64, lab: &str, change: &Override) -> Result<()> {
        self.record(student, lab, i64::from(change.points.hundredths()), change)
    }

    /// Cancels the change by hand of a student's lab: what was earned counts again. The points of `change` do not
    /// matter.
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

    /// Records the grades of an examination, out of 20, by the students' rows.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record_exams(&self, grades: &BTreeMap<i64, Points>) -> Result<()> {
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            for (student, grade) in grades {
                sqlx::query(
                    "insert into exams (student, grade) values ($1, $2)
                     on conflict (student) do update set grade = excluded.grade",
                )
                .bind(student)
                .bind(grade.hundredths())
                .execute(&mut *transaction)
                .await?;
            }
            transaction.commit().await
        })
    }

    /// The grades of the examination, out of 20, by the students' rows.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn exams(&self) -> Result<BTreeMap<i64, Points>> {
        let rows: Vec<(i64, u32)> = self.run(async |connection| {
            sqlx::query_as("select student, grade from exams").fetch_all(&mut *connection).await
        })?;
        let grade = |(student, grade)| (student, Points::from_hundredths(grade));
        Ok(rows.into_iter().map(grade).collect())
    }
}
