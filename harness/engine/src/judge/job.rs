//! The checks of a run, each on one kind of database.

use texts::{CheckTexts, Text};

use crate::check::{Check, Suite};
use crate::database::Kind;
use crate::protocol::Description;

/// One check to make on one kind of database.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// the check
    pub check: &'a Check,
    /// the kind of database
    pub kind: Kind,
    /// what the check is worth in this run
    pub points: u32,
}

impl Job<'_> {
    /// The name of the check, with a suffix for any kind of database but the default.
    pub fn id(&self) -> String {
        format!("{}{}", self.check.id, self.kind.suffix())
    }
}

/// The checks of `suite`, once for each of these kinds of database that the lab supports. All
/// points are on the first one.
pub fn jobs<'a>(suite: &'a Suite, only: Option<&str>, databases: &[Kind]) -> Vec<Job<'a>> {
    let known = suite.kinds();
    let first = databases.first().copied();
    databases
        .iter()
        .copied()
        .filter(|kind| known.contains(kind))
        .flat_map(|kind| {
            let points = move |check: &Check| if Some(kind) == first { check.points } else { 0 };
            suite.checks.iter().map(move |check| Job { check, kind, points: points(check) })
        })
        .filter(|job| only.is_none_or(|only| only == job.check.id || *only == job.id()))
        .collect()
}

/// What the plan says of a job.
pub fn describe(suite: &Suite, job: &Job<'_>) -> Description {
    let texts = suite.texts(job.check);
    Description {
        id: job.id(),
        points: job.points,
        texts: CheckTexts { title: title(&texts.title, job.kind), ..texts.clone() },
        chapter: job.check.chapter.to_owned(),
        start_chapter: suite.lab.start_chapter.to_owned(),
    }
}

/// The title of a check, with the kind of database unless it is the default.
fn title(title: &Text, kind: Kind) -> Text {
    match kind {
        Kind::Sqlite => title.clone(),
        Kind::Postgresql => {
            let on = |text: &str| format!("{text} ({})", kind.name()).into();
            Text { fr: on(&title.fr), en: on(&title.en) }
        }
    }
}
