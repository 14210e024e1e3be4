//! The students of a class.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use engine::Lang;
use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection as _, Row as _};
use submission::{Doubt, Flag, LeftOut, Refused, Student};

use crate::alphabet::alphabetical;
use crate::book::Gradebook;
use crate::word::word;

/// A student, as the list of the class or a submission names one, with the latest submission, and the
/// latest files of each lab: labs may be handed in, and graded, one at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct StudentRecord {
    /// the row in the gradebook
    pub id: i64,
    /// who
    pub student: Student,
    /// safe as a file name
    pub folder: String,
    /// what the student reads, when the list of the class says so
    pub lang: Option<Lang>,
    /// digest of the submission; none when there is none
    pub digest: Option<String>,
    /// why nothing of it was taken
    pub refused: Option<Refused>,
    /// what of it was not taken
    pub left_out: Vec<LeftOut>,
    /// the commit that was read, of a repository
    pub commit: Option<String>,
    /// what was decided about it and may be wrong
    pub flags: Vec<Flag>,
    /// what was handed in for each lab
    pub labs: BTreeMap<String, SubmittedLab>,
}

/// The files of one lab that count.
#[derive(Clone, Debug, PartialEq)]
pub struct SubmittedLab {
    /// digest of the files
    pub digest: String,
    /// when they were handed in
    pub at: Option<Timestamp>,
    /// what was decided about them and may be wrong
    pub doubts: Vec<Doubt>,
}

impl Gradebook {
    /// Every student, in the order of an alphabet, with the submission of the latest batch.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn students(&self) -> Result<Vec<StudentRecord>> {
        let rows = self.run(async |connection| {
            sqlx::query(
                "select s.id, s.name, s.participant, s.folder, s.lang, b.digest, b.refused,
                        coalesce(b.left_out, '[]') as left_out, coalesce(b.flags, '[]') as flags,
                        b.commit_name
                 from students s left join submissions b on b.id = (
                     select id from submissions where student = s.id
                     order by batch desc, rank desc limit 1)
                 order by s.name, s.participant",
            )
            .fetch_all(&mut *connection)
            .await
        })?;
        let mut labs = self.submitted_labs()?;
        let record = |row: &SqliteRow| {
            let id: i64 = row.try_get("id")?;
            read_student(row, id, labs.remove(&id).unwrap_or_default())
        };
        let mut students = rows.iter().map(record).collect::<Result<Vec<StudentRecord>>>()?;
        students.sort_by_cached_key(|row| (alphabetical(&row.student.name), row.student.clone()));
        Ok(students)
    }

    /// What every student handed in for each lab, the latest.
    fn submitted_labs(&self) -> Result<BTreeMap<i64, BTreeMap<String, SubmittedLab>>> {
        let rows: Vec<(i64, String, String, Option<i64>, String)> = self.run(async |connection| {
            sqlx::query_as(
                // Files that come again were handed in when they first came.
                "select b.student, l.lab, f.digest,
                        (select min(first.handed_in)
                         from submitted_labs same join submissions first on first.id = same.submission
                         where first.student = b.student and same.files = l.files),
                        b.flags
                 from submitted_labs l join submissions b on b.id = l.submission
                 join files f on f.id = l.files
                 order by b.batch, b.rank",
            )
            .fetch_all(&mut *connection)
            .await
        })?;
        let mut labs: BTreeMap<i64, BTreeMap<String, SubmittedLab>> = BTreeMap::new();
        for (student, lab, digest, at, flags) in rows {
            let at = at.map(Timestamp::from_second).transpose().context("reading a time")?;
            let flags: Vec<Flag> = serde_json::from_str(&flags).context("reading flags")?;
            let own = flags.into_iter().filter(|flag| flag.lab == lab);
            let doubts = own.map(|flag| flag.doubt).collect();
            labs.entry(student).or_default().insert(lab, SubmittedLab { digest, at, doubts });
        }
        Ok(labs)
    }

    /// Records that nothing came from these, and of nobody else any more; each with a folder.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn expect<'a>(&self, absent: impl Iterator<Item = (&'a Student, &'a str)>) -> Result<()> {
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            // Whoever has a grade by hand or of the examination stays, on the list or not.
            sqlx::query(
                "delete from students where id not in (select student from submissions)
                 and id not in (select student from overrides)
                 and id not in (select student from extensions)
                 and id not in (select student from exams)",
            )
            .execute(&mut *transaction)
            .await?;
            for (student, folder) in absent {
                sqlx::query(
                    "insert or ignore into students (name, participant, folder) values ($1, $2, $3)",
                )
                .bind(&student.name)
                .bind(student.participant.as_deref().unwrap_or_default())
                .bind(folder)
                .execute(&mut *transaction)
                .await?;
            }
            transaction.commit().await
        })
    }

    /// Gives those who are known by another number of Moodle's the one that they hand in with: each
    /// assignment of Moodle's has numbers of its own. Only where a name belongs to one student in the
    /// gradebook, and to one here: two of one name are told apart by nothing else.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn renumber<'a>(&self, students: impl Iterator<Item = &'a Student>) -> Result<()> {
        let mut numbers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for student in students {
            let number = student.participant.as_deref().unwrap_or_default();
            numbers.entry(&student.name).or_default().insert(number);
        }
        self.run(async |connection| {
            for (name, numbers) in numbers {
                let [number] = Vec::from_iter(numbers)[..] else { continue };
                if number.is_empty() {
                    continue;
                }
                sqlx::query(
                    "update students set participant = $2
                     where name = $1 and participant <> $2
                       and 1 = (select count(*) from students where name = $1)",
                )
                .bind(name)
                .bind(number)
                .execute(&mut *connection)
                .await?;
            }
            Ok(())
        })
    }

    /// Records what a student reads; nothing when it is the language of the class.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn set_language(&self, student: &Student, lang: Option<Lang>) -> Result<()> {
        let lang = lang.map(word).transpose()?;
        self.run(async |connection| {
            sqlx::query("update students set lang = $3 where name = $1 and participant = $2")
                .bind(&student.name)
                .bind(student.participant.as_deref().unwrap_or_default())
                .bind(lang)
                .execute(&mut *connection)
                .await
        })?;
        Ok(())
    }
}

fn read_student(
    row: &SqliteRow,
    id: i64,
    labs: BTreeMap<String, SubmittedLab>,
) -> Result<StudentRecord> {
    let participant: String = row.try_get("participant")?;
    let refused: Option<String> = row.try_get("refused")?;
    let lang: Option<String> = row.try_get("lang")?;
    Ok(StudentRecord {
        id,
        student: Student {
            name: row.try_get("name")?,
            participant: Some(participant).filter(|number| !number.is_empty()),
        },
        folder: row.try_get("folder")?,
        lang: lang.map(|lang| serde_json::from_value(lang.into())).transpose()?,
        digest: row.try_get("digest")?,
        refused: refused.map(|text| serde_json::from_str(&text)).transpose()?,
        left_out: serde_json::from_str(row.try_get("left_out")?)?,
        commit: row.try_get("commit_name")?,
        flags: serde_json::from_str(row.try_get("flags")?)?,
        labs,
    })
}
