//! Who handed in what, and what a person said of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use engine::Lang;
use sqlx::Row as _;

use super::record::word;
use super::{Files, Gradebook, Inner};
use crate::model::{ByHand, Intake, LeftOut, Moment, Refused, Student};

/// The work on one lab that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedIn {
    /// digest of the work
    pub digest: String,
    /// when it was handed in
    pub at: Option<Moment>,
}

/// A student, as the list of the class or a submission names one, with the latest submission, and the latest work on each lab: labs may be handed in, and
/// graded, one at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// number in the gradebook
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
    /// the work on each lab
    pub works: BTreeMap<String, HandedIn>,
}

/// When a submission came, among those of its student.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// the number of the batch
    pub batch: i64,
    /// how many came before it in that batch
    pub rank: usize,
}

impl Gradebook {
    /// Writes a submission down, with its files. One that is known already counts again.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn hand_in(&self, intake: &Intake, folder: &str, digest: &str, order: Order) -> Result<()> {
        use sqlx::Connection as _;
        let works: Vec<(String, String, String)> = intake
            .works
            .iter()
            .map(|(lab, work)| {
                let files: &Files = &work.files;
                let text = serde_json::to_string(files).context("writing the files of a work")?;
                Ok((lab.clone(), crate::intake::digest(work), text))
            })
            .collect::<Result<_>>()?;
        let refused = intake.refused.as_ref().map(serde_json::to_string).transpose()?;
        let left_out = serde_json::to_string(&intake.left_out)?;
        let participant = intake.student.participant.clone().unwrap_or_default();
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        runtime.block_on(async {
            let mut transaction = connection.begin().await?;
            let student: i64 = sqlx::query_scalar(
                "insert into students (name, participant, folder) values ($1, $2, $3)
                 on conflict (name, participant) do update set folder = excluded.folder
                 returning id",
            )
            .bind(&intake.student.name)
            .bind(&participant)
            .bind(folder)
            .fetch_one(&mut *transaction)
            .await?;
            let submission: i64 = sqlx::query_scalar(
                "insert into submissions (student, digest, source, handed_in, refused, left_out, batch, rank)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)
                 on conflict (student, digest) do update
                 set rank = case when batch = excluded.batch then max(rank, excluded.rank)
                                 else excluded.rank end,
                     batch = excluded.batch, source = excluded.source,
                     handed_in = coalesce(min(handed_in, excluded.handed_in),
                                          handed_in, excluded.handed_in)
                 returning id",
            )
            .bind(student)
            .bind(digest)
            .bind(intake.source.to_string_lossy().into_owned())
            .bind(intake.handed_in.map(|moment| moment.0))
            .bind(refused)
            .bind(left_out)
            .bind(order.batch)
            .bind(i64::try_from(order.rank).unwrap_or(i64::MAX))
            .fetch_one(&mut *transaction)
            .await?;
            for (lab, digest, files) in works {
                sqlx::query("insert or ignore into works (digest, lab, files) values ($1, $2, $3)")
                    .bind(&digest)
                    .bind(&lab)
                    .bind(files)
                    .execute(&mut *transaction)
                    .await?;
                sqlx::query(
                    "insert or ignore into submitted_works (submission, lab, digest)
                     values ($1, $2, $3)",
                )
                .bind(submission)
                .bind(&lab)
                .bind(&digest)
                .execute(&mut *transaction)
                .await?;
            }
            transaction.commit().await
        })?;
        Ok(())
    }

    /// Remembers that nothing came from these, and of nobody else any more; each with a folder.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn expect<'a>(&self, absent: impl Iterator<Item = (&'a Student, &'a str)>) -> Result<()> {
        use sqlx::Connection as _;
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        runtime.block_on(async {
            let mut transaction = connection.begin().await?;
            // Whoever has a grade by hand or of the examination stays, on the list or not.
            sqlx::query(
                "delete from students where id not in (select student from submissions)
                 and id not in (select student from overrides)
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
        })?;
        Ok(())
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
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        for (name, numbers) in numbers {
            let [number] = Vec::from_iter(numbers)[..] else { continue };
            if number.is_empty() {
                continue;
            }
            runtime.block_on(
                sqlx::query(
                    "update students set participant = $2
                     where name = $1 and participant <> $2
                       and 1 = (select count(*) from students where name = $1)",
                )
                .bind(name)
                .bind(number)
                .execute(&mut *connection),
            )?;
        }
        Ok(())
    }

    /// Remembers what a student reads; nothing when it is the language of the class.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn reads(&self, student: &Student, lang: Option<Lang>) -> Result<()> {
        let lang = lang.map(word).transpose()?;
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        runtime.block_on(
            sqlx::query("update students set lang = $3 where name = $1 and participant = $2")
                .bind(&student.name)
                .bind(student.participant.as_deref().unwrap_or_default())
                .bind(lang)
                .execute(&mut *connection),
        )?;
        Ok(())
    }

    /// Every student, in the order of an alphabet, with the submission of the latest batch.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn class(&self) -> Result<Vec<Row>> {
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        let rows = runtime.block_on(
            sqlx::query(
                "select s.id, s.name, s.participant, s.folder, s.lang, b.digest, b.refused, coalesce(b.left_out, '[]') as left_out
                 from students s left join submissions b on b.id = (
                     select id from submissions where student = s.id
                     order by batch desc, rank desc limit 1)
                 order by s.name, s.participant",
            )
            .fetch_all(&mut *connection),
        )?;
        let works: Vec<(i64, String, String, Option<i64>)> = runtime.block_on(
            sqlx::query_as(
                // A work that is handed in again was handed in when it first came.
                "select b.student, w.lab, w.digest,
                        (select min(f.handed_in)
                         from submitted_works g join submissions f on f.id = g.submission
                         where f.student = b.student and g.lab = w.lab and g.digest = w.digest)
                 from submitted_works w join submissions b on b.id = w.submission
                 order by b.batch, b.rank",
            )
            .fetch_all(&mut *connection),
        )?;
        let mut by_student: BTreeMap<i64, BTreeMap<String, HandedIn>> = BTreeMap::new();
        for (student, lab, digest, at) in works {
            let work = HandedIn { digest, at: at.map(Moment) };
            by_student.entry(student).or_default().insert(lab, work);
        }
        let mut class = rows
            .iter()
            .map(|row| {
                let participant: String = row.try_get("participant")?;
                let refused: Option<String> = row.try_get("refused")?;
                let id: i64 = row.try_get("id")?;
                let lang: Option<String> = row.try_get("lang")?;
                Ok(Row {
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
                    works: by_student.remove(&id).unwrap_or_default(),
                })
            })
            .collect::<Result<Vec<Row>>>()?;
        class.sort_by_cached_key(|row| (alphabetical(&row.student.name), row.student.clone()));
        Ok(class)
    }

    /// Whether a work of the submission that came from `source` counts for the student of `row`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn still_counts(&self, row: &Row, source: &Path) -> Result<bool> {
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        let works: Vec<(String, String)> = runtime.block_on(
            sqlx::query_as(
                "select w.lab, w.digest
                 from submitted_works w join submissions b on b.id = w.submission
                 where b.student = $1 and b.source = $2",
            )
            .bind(row.id)
            .bind(source.to_string_lossy().into_owned())
            .fetch_all(&mut *connection),
        )?;
        let counts = |(lab, digest): &(String, String)| {
            row.works.get(lab).is_some_and(|work| work.digest == *digest)
        };
        Ok(works.iter().any(counts))
    }

    /// The latest change by hand of a student's lab.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn by_hand(&self, student: i64, lab: &str) -> Result<Option<ByHand>> {
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        let row: Option<(u32, String, String, i64)> = runtime.block_on(
            sqlx::query_as(
                "select hundredths, reason, who, at from overrides
                 where student = $1 and lab = $2 order by id desc limit 1",
            )
            .bind(student)
            .bind(lab)
            .fetch_optional(&mut *connection),
        )?;
        Ok(row.map(|(hundredths, reason, who, at)| ByHand {
            hundredths,
            reason,
            who,
            at: Moment(at),
        }))
    }

    /// Changes the points of a student's lab by hand.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn change(&self, student: i64, lab: &str, change: &ByHand) -> Result<()> {
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        runtime.block_on(
            sqlx::query(
                "insert into overrides (student, lab, hundredths, reason, who, at)
                 values ($1, $2, $3, $4, $5, $6)",
            )
            .bind(student)
            .bind(lab)
            .bind(change.hundredths)
            .bind(&change.reason)
            .bind(&change.who)
            .bind(change.at.0)
            .execute(&mut *connection),
        )?;
        Ok(())
    }

    /// Writes the grades of an examination down: student to hundredths out of 20.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn examine(&self, grades: &BTreeMap<i64, u32>) -> Result<()> {
        use sqlx::Connection as _;
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        runtime.block_on(async {
            let mut transaction = connection.begin().await?;
            for (student, hundredths) in grades {
                sqlx::query(
                    "insert into exams (student, hundredths) values ($1, $2)
                     on conflict (student) do update set hundredths = excluded.hundredths",
                )
                .bind(student)
                .bind(hundredths)
                .execute(&mut *transaction)
                .await?;
            }
            transaction.commit().await
        })?;
        Ok(())
    }

    /// The grades of the examination.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn exams(&self) -> Result<BTreeMap<i64, u32>> {
        let mut inner = self.lock()?;
        let Inner { runtime, connection } = &mut *inner;
        let rows: Vec<(i64, u32)> = runtime.block_on(
            sqlx::query_as("select student, hundredths from exams").fetch_all(&mut *connection),
        )?;
        Ok(rows.into_iter().collect())
    }
}

/// What a name is sorted by: small letters, those of French and its neighbours without their accents.
fn alphabetical(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => key.push('a'),
            'ç' | 'č' | 'ć' => key.push('c'),
            'è' | 'é' | 'ê' | 'ë' => key.push('e'),
            'ì' | 'í' | 'î' | 'ï' => key.push('i'),
            'ñ' => key.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => key.push('o'),
            'š' => key.push('s'),
            'ù' | 'ú' | 'û' | 'ü' => key.push('u'),
            'ý' | 'ÿ' => key.push('y'),
            'ž' => key.push('z'),
            'æ' => key.push_str("ae"),
            'œ' => key.push_str("oe"),
            'ß' => key.push_str("ss"),
            other => key.push(other),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::alphabetical;

    #[test]
    fn accents_and_capitals_do_not_send_a_name_to_the_end() {
        let mut names = ["Zoé", "Éloïse", "emma", "Enzo", "Œdipe", "Oscar", "Çelik", "山田"];
        names.sort_by_cached_key(|name| alphabetical(name));
        assert_eq!(names, ["Çelik", "Éloïse", "emma", "Enzo", "Œdipe", "Oscar", "Zoé", "山田"]);
    }
}
