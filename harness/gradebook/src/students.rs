//! The students of a class.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use engine::Lang;
use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection as _, Row as _};
use submission::{Contact, Doubt, Flag, LeftOut, Refused, Student};

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
    /// what else the list of the class says
    pub contact: Contact,
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
    /// Moodle's number in the download that they came from
    pub participant: Option<String>,
    /// the team that handed them in, when it is one
    pub team: Option<String>,
}

impl Gradebook {
    /// Every student, in the order of an alphabet, with the submission of the latest batch.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn students(&self) -> Result<Vec<StudentRecord>> {
        let rows = self.run(async |connection| {
            sqlx::query(
                "select s.id, s.name, s.participant, s.number, s.folder, s.lang, s.contact,
                        b.digest, b.refused,
                        coalesce(b.left_out, '[]') as left_out, coalesce(b.flags, '[]') as flags,
                        b.commit_name
                 from students s left join submissions b on b.id = (
                     select id from submissions where student = s.id
                     order by batch desc, rank desc limit 1)
                 order by s.name, s.participant, s.number",
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
        let rows = self.run(async |connection| {
            sqlx::query(
                // Files that come again were handed in when they first came.
                "select b.student, l.lab, f.digest, b.flags, b.participant, b.team,
                        exists (select 1 from submitted_labs same
                                join submissions first on first.id = same.submission,
                                     json_each(first.flags) flag
                                where first.student = b.student and same.files = l.files
                                  and flag.value ->> 'flag' = 'future') as future,
                        (select min(first.handed_in)
                         from submitted_labs same join submissions first on first.id = same.submission
                         where first.student = b.student and same.files = l.files) as at
                 from submitted_labs l join submissions b on b.id = l.submission
                 join files f on f.id = l.files
                 order by b.batch, b.rank",
            )
            .fetch_all(&mut *connection)
            .await
        })?;
        let mut labs: BTreeMap<i64, BTreeMap<String, SubmittedLab>> = BTreeMap::new();
        for row in &rows {
            let lab: String = row.try_get("lab")?;
            let submitted = read_lab(row, &lab)?;
            labs.entry(row.try_get("student")?).or_default().insert(lab, submitted);
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
            // Without a submission or a change by hand, there is no grade to compare with.
            sqlx::query(
                "delete from given where student not in (select student from submissions)
                 and student not in (select student from overrides)",
            )
            .execute(&mut *transaction)
            .await?;
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
                    "insert or ignore into students (name, participant, number, folder)
                     values ($1, $2, $3, $4)",
                )
                .bind(&student.name)
                .bind(student.participant.as_deref().unwrap_or_default())
                .bind(student.number.as_deref().unwrap_or_default())
                .bind(folder)
                .execute(&mut *transaction)
                .await?;
            }
            transaction.commit().await
        })
    }

    /// Changes a student's name and numbers to those of the class list.
    ///
    /// # Errors
    /// When the file cannot be written; there is a student of that name and those numbers.
    pub fn rename(&self, id: i64, student: &Student) -> Result<()> {
        self.run(async |connection| {
            sqlx::query(
                "update students set name = $2, participant = $3, number = $4 where id = $1",
            )
            .bind(id)
            .bind(&student.name)
            .bind(student.participant.as_deref().unwrap_or_default())
            .bind(student.number.as_deref().unwrap_or_default())
            .execute(&mut *connection)
            .await
        })?;
        Ok(())
    }

    /// Makes two rows one: all that the student `from` has is `into`'s.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn merge(&self, from: i64, into: i64) -> Result<()> {
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            for statement in MERGE {
                sqlx::query(statement).bind(from).bind(into).execute(&mut *transaction).await?;
            }
            transaction.commit().await
        })
    }

    /// Records what the list of the class says of a student: the language, none when it is that of the class, and
    /// how the student can be reached.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn describe(&self, id: i64, lang: Option<Lang>, contact: &Contact) -> Result<()> {
        let lang = lang.map(word).transpose()?;
        let contact = serde_json::to_string(contact)?;
        self.run(async |connection| {
            sqlx::query("update students set lang = $2, contact = $3 where id = $1")
                .bind(id)
                .bind(lang)
                .bind(contact)
                .execute(&mut *connection)
                .await
        })?;
        Ok(())
    }
}

/// Makes all that the student `$1` has `$2`'s. What both have stays `$2`'s.
const MERGE: [&str; 12] = [
    // A submission of both was handed in when it was handed in first.
    "update submissions as kept
     set handed_in = coalesce(min(kept.handed_in, other.handed_in),
                              kept.handed_in, other.handed_in),
         batch = max(kept.batch, other.batch)
     from submissions other
     where other.student = $1 and kept.student = $2 and other.digest = kept.digest",
    "update or ignore submissions set student = $2 where student = $1",
    "delete from submitted_labs
     where submission in (select id from submissions where student = $1 and $1 <> $2)",
    "delete from submissions where student = $1 and $1 <> $2",
    "update overrides set student = $2 where student = $1",
    "update extensions set student = $2 where student = $1",
    "update or ignore exams set student = $2 where student = $1",
    "delete from exams where student = $1 and $1 <> $2",
    "update or ignore given set student = $2 where student = $1",
    "delete from given where student = $1 and $1 <> $2",
    "update students set lang = coalesce(lang, (select lang from students where id = $1)) where id = $2",
    "delete from students where id = $1 and $1 <> $2",
];

/// The files of a lab that a submission holds.
fn read_lab(row: &SqliteRow, lab: &str) -> Result<SubmittedLab> {
    let at: Option<i64> = row.try_get("at")?;
    let flags: Vec<Flag> = serde_json::from_str(row.try_get("flags")?).context("reading flags")?;
    let own = flags.into_iter().filter(|flag| flag.lab == lab);
    let mut doubts: Vec<Doubt> = own.map(|flag| flag.doubt).collect();
    // Once that time has come, the same files have no such flag any more, and still were in time.
    if row.try_get("future")? && !doubts.contains(&Doubt::Future) {
        doubts.push(Doubt::Future);
    }
    Ok(SubmittedLab {
        digest: row.try_get("digest")?,
        at: at.map(Timestamp::from_second).transpose().context("reading a time")?,
        doubts,
        participant: row.try_get("participant")?,
        team: row.try_get("team")?,
    })
}

fn read_student(
    row: &SqliteRow,
    id: i64,
    labs: BTreeMap<String, SubmittedLab>,
) -> Result<StudentRecord> {
    let participant: String = row.try_get("participant")?;
    let number: String = row.try_get("number")?;
    let refused: Option<String> = row.try_get("refused")?;
    let lang: Option<String> = row.try_get("lang")?;
    Ok(StudentRecord {
        id,
        student: Student {
            name: row.try_get("name")?,
            participant: Some(participant).filter(|number| !number.is_empty()),
            number: Some(number).filter(|number| !number.is_empty()),
        },
        folder: row.try_get("folder")?,
        lang: lang.map(|lang| serde_json::from_value(lang.into())).transpose()?,
        contact: serde_json::from_str(row.try_get("contact")?)?,
        digest: row.try_get("digest")?,
        refused: refused.map(|text| serde_json::from_str(&text)).transpose()?,
        left_out: serde_json::from_str(row.try_get("left_out")?)?,
        commit: row.try_get("commit_name")?,
        flags: serde_json::from_str(row.try_get("flags")?)?,
        labs,
    })
}
