//! What was handed in, with its files.

use std::path::Path;

use anyhow::{Context, Result};
use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;
use submission::{Student, Submission};

use crate::book::Gradebook;
use crate::students::StudentRecord;

/// A submission as it is recorded for one student.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// what was read
    pub submission: &'a Submission,
    /// its digest
    pub digest: &'a str,
    /// the owner; of a team, one of its members
    pub student: &'a Student,
    /// the student's folder
    pub folder: &'a str,
    /// Moodle's number of the student in the download that it came from
    pub participant: Option<&'a str>,
    /// the team that handed it in
    pub team: Option<&'a str>,
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
    pub fn record_submission(&self, arrival: Arrival<'_>) -> Result<()> {
        let labs = lab_rows(arrival.submission)?;
        let refused = arrival.submission.refused.as_ref().map(serde_json::to_string).transpose()?;
        let left_out = serde_json::to_string(&arrival.submission.left_out)?;
        let flags = serde_json::to_string(&arrival.submission.flags)?;
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            let student = student_row(&mut transaction, arrival.student, arrival.folder).await?;
            let row =
                submission_row(&mut transaction, student, arrival, [&left_out, &flags], &refused);
            let row = row.await?;
            for lab in &labs {
                record_files(&mut transaction, row, lab).await?;
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

/// Returns the student's row, and creates it if it does not exist.
async fn student_row(
    connection: &mut SqliteConnection,
    student: &Student,
    folder: &str,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "insert into students (name, participant, number, folder) values ($1, $2, $3, $4)
         on conflict (name, participant, number) do update set folder = excluded.folder
         returning id",
    )
    .bind(&student.name)
    .bind(student.participant.as_deref().unwrap_or_default())
    .bind(student.number.as_deref().unwrap_or_default())
    .bind(folder)
    .fetch_one(connection)
    .await
}

/// Returns the submission's row, and creates it if it does not exist. A known submission keeps its earliest time; where
/// it came from is that of the latest arrival, whichever worker records it last.
async fn submission_row(
    connection: &mut SqliteConnection,
    student: i64,
    arrival: Arrival<'_>,
    [left_out, flags]: [&str; 2],
    refused: &Option<String>,
) -> sqlx::Result<i64> {
    let Arrival { submission, digest, participant, team, batch, rank, .. } = arrival;
    sqlx::query_scalar(
        "insert into submissions
             (student, digest, source, handed_in, refused, left_out, batch, rank, flags,
              commit_name, participant, team)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (student, digest) do update
         set rank = case when batch = excluded.batch then max(rank, excluded.rank)
                         else excluded.rank end,
             batch = excluded.batch,
             source = iif(batch = excluded.batch and rank > excluded.rank, source, excluded.source),
             commit_name = iif(batch = excluded.batch and rank > excluded.rank,
                               commit_name, excluded.commit_name),
             participant = iif(batch = excluded.batch and rank > excluded.rank,
                               participant, excluded.participant),
             team = iif(batch = excluded.batch and rank > excluded.rank, team, excluded.team),
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
    .bind(batch)
    .bind(i64::try_from(rank).unwrap_or(i64::MAX))
    .bind(flags)
    .bind(&submission.commit)
    .bind(participant)
    .bind(team)
    .fetch_one(connection)
    .await
}

/// Records the files of a lab as part of a submission.
async fn record_files(
    connection: &mut SqliteConnection,
    submission: i64,
    LabRow { lab, digest, content }: &LabRow,
) -> sqlx::Result<()> {
    sqlx::query("insert or ignore into files (lab, digest, content) values ($1, $2, $3)")
        .bind(lab)
        .bind(digest)
        .bind(content)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "insert or ignore into submitted_labs (submission, lab, files)
         select $1, lab, id from files where lab = $2 and digest = $3",
    )
    .bind(submission)
    .bind(lab)
    .bind(digest)
    .execute(connection)
    .await?;
    Ok(())
}

fn lab_rows(submission: &Submission) -> Result<Vec<LabRow>> {
    let row = |(lab, files): (&String, &submission::Files)| {
        let content = serde_json::to_string(files).context("writing the files of a submission")?;
        Ok(LabRow { lab: lab.clone(), digest: submission::digest(files), content })
    };
    submission.labs.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;
    use submission::{Files, Student, Submission};

    use super::Arrival;
    use crate::book::Gradebook;

    fn submission(second: i64) -> Submission {
        let files = Files::from([("src/main.rs".to_owned(), b"fn main() {}".to_vec())]);
        Submission {
            student: Student::named("any"),
            source: "class/any".into(),
            handed_in: Timestamp::from_second(second).ok(),
            commit: None,
            labs: BTreeMap::from([("salutation".to_owned(), files)]),
            left_out: Vec::new(),
            flags: Vec::new(),
            refused: None,
        }
    }

    fn record(book: &Gradebook, name: &str, number: &str, (rank, second): (usize, i64)) {
        let submission = submission(second);
        let digest = submission.digest();
        book.record_submission(Arrival {
            submission: &submission,
            digest: &digest,
            student: &Student::named(name),
            folder: name,
            participant: Some(number),
            team: None,
            batch: 1,
            rank,
        })
        .expect("recorded");
    }

    fn gradebook() -> (tempfile::TempDir, Gradebook) {
        let folder = tempfile::tempdir().expect("a folder");
        let book = Gradebook::open(&folder.path().join("book.sqlite")).expect("a gradebook");
        (folder, book)
    }

    #[test]
    fn the_latest_arrival_decides_where_a_submission_came_from_in_whatever_order_they_are_recorded()
    {
        for order in [[(0, "71"), (1, "90")], [(1, "90"), (0, "71")]] {
            let (_folder, book) = gradebook();
            for (rank, number) in order {
                record(&book, "ada", number, (rank, 1_000));
            }
            let students = book.students().expect("students");
            let lab = &students[0].labs["salutation"];
            assert_eq!(lab.participant.as_deref(), Some("90"), "{order:?}");
        }
    }

    #[test]
    fn merging_keeps_what_both_have_and_the_earlier_time() {
        let (_folder, book) = gradebook();
        record(&book, "ada", "1", (0, 2_000));
        record(&book, "A. Lovelace", "1", (0, 1_000));
        let id = |name: &str| {
            let students = book.students().expect("students");
            students.iter().find(|record| record.student.name == name).expect("a row").id
        };
        book.merge(id("A. Lovelace"), id("ada")).expect("merged");
        let students = book.students().expect("students");
        assert_eq!(students.len(), 1);
        let at = students[0].labs["salutation"].at.map(Timestamp::as_second);
        assert_eq!(at, Some(1_000));
    }
}
