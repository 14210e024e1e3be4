//! What was handed in, with its files.

use std::path::Path;

use anyhow::{Context, Result};
use sqlx::Connection as _;
use submission::Submission;

use crate::book::Gradebook;
use crate::students::StudentRecord;

/// When a submission came, among those of its student.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// the number of the batch
    pub batch: i64,
    /// how many came before it in that batch
    pub rank: usize,
}

/// The files of one lab, as they are recorded.
struct LabRow {
    lab: String,
    digest: String,
    content: String,
}

impl Gradebook {
    /// Records a submission with its files. One that is known already counts again.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record_submission(
        &self,
        submission: &Submission,
        folder: &str,
        digest: &str,
        order: Order,
    ) -> Result<()> {
        let labs = lab_rows(submission)?;
        let refused = submission.refused.as_ref().map(serde_json::to_string).transpose()?;
        let left_out = serde_json::to_string(&submission.left_out)?;
        let flags = serde_json::to_string(&submission.flags)?;
        let participant = submission.student.participant.clone().unwrap_or_default();
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            let student: i64 = sqlx::query_scalar(
                "insert into students (name, participant, folder) values ($1, $2, $3)
                 on conflict (name, participant) do update set folder = excluded.folder
                 returning id",
            )
            .bind(&submission.student.name)
            .bind(&participant)
            .bind(folder)
            .fetch_one(&mut *transaction)
            .await?;
            let row: i64 = sqlx::query_scalar(
                "insert into submissions
                     (student, digest, source, handed_in, refused, left_out, batch, rank, flags,
                      commit_name)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                 on conflict (student, digest) do update
                 set rank = case when batch = excluded.batch then max(rank, excluded.rank)
                                 else excluded.rank end,
                     batch = excluded.batch, source = excluded.source,
                     commit_name = excluded.commit_name,
                     handed_in = coalesce(min(handed_in, excluded.handed_in),
                                          handed_in, excluded.handed_in)
                 returning id",
            )
            .bind(student)
            .bind(digest)
            .bind(submission.source.to_string_lossy().into_owned())
            .bind(submission.handed_in.map(|time| time.as_second()))
            .bind(refused)
            .bind(left_out)
            .bind(order.batch)
            .bind(i64::try_from(order.rank).unwrap_or(i64::MAX))
            .bind(flags)
            .bind(&submission.commit)
            .fetch_one(&mut *transaction)
            .await?;
            for LabRow { lab, digest, content } in labs {
                sqlx::query(
                    "insert or ignore into files (lab, digest, content) values ($1, $2, $3)",
                )
                .bind(&lab)
                .bind(&digest)
                .bind(content)
                .execute(&mut *transaction)
                .await?;
                sqlx::query(
                    "insert or ignore into submitted_labs (submission, lab, files)
                     select $1, lab, id from files where lab = $2 and digest = $3",
                )
                .bind(row)
                .bind(&lab)
                .bind(&digest)
                .execute(&mut *transaction)
                .await?;
            }
            transaction.commit().await
        })
    }

    /// Whether files of the submission that came from `source` count for the student.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn still_counts(&self, student: &StudentRecord, source: &Path) -> Result<bool> {
        let labs: Vec<(String, String)> = self.run(async |connection| {
            sqlx::query_as(
                "select l.lab, f.digest
                 from submitted_labs l join submissions b on b.id = l.submission
                 join files f on f.id = l.files
                 where b.student = $1 and b.source = $2",
            )
            .bind(student.id)
            .bind(source.to_string_lossy().into_owned())
            .fetch_all(&mut *connection)
            .await
        })?;
        let counts = |(lab, digest): &(String, String)| {
            student.labs.get(lab).is_some_and(|submitted| submitted.digest == *digest)
        };
        Ok(labs.iter().any(counts))
    }
}

fn lab_rows(submission: &Submission) -> Result<Vec<LabRow>> {
    let row = |(lab, files): (&String, &submission::Files)| {
        let content = serde_json::to_string(files).context("writing the files of a submission")?;
        Ok(LabRow { lab: lab.clone(), digest: submission::digest(files), content })
    };
    submission.labs.iter().map(row).collect()
}
