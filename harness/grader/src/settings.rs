//! The settings of a class, kept in its gradebook: the course file, the labs, the language, the form of the CSV
//! files, the list of the students and what was said about it. Every later command uses them, so that no grade depends on an option that
//! somebody forgot.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use engine::Lang;
use gradebook::Gradebook;
use lab::course::Course;
use marks::Points;
use reports::{Dialect, Found};
use serde::{Deserialize, Serialize};
use texts::Message;

use crate::exit::Usage;
use crate::messages::{self, usage};
use crate::people::{Answers, Roster};
use crate::{ready, sheet};

/// The key in the gradebook.
const KEY: &str = "class";

/// The settings of a class; empty before the first run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// the text of the course file, if it is not the course's own
    pub course: Option<String>,
    /// the names of the labs that are graded; none means all
    pub labs: Vec<String>,
    /// the language of the reports
    pub lang: Option<Lang>,
    /// the form of the CSV files that are for people, when it was asked for
    pub dialect: Option<Dialect>,
    /// the text of the list of the students
    pub roster: Option<String>,
    /// where the book is published, without its language
    pub book_url: Option<String>,
    /// what Moodle's assignments are graded out of, when it was said
    pub moodle_maximum: Option<Points>,
    /// the owners of submissions whose names match several students
    pub answers: Answers,
    /// the entries that the last run found
    pub found: Option<Found>,
}

impl Settings {
    /// The settings of the gradebook in the folder `out`; empty when there is no gradebook yet.
    ///
    /// # Errors
    /// When the gradebook cannot be read.
    pub fn of(out: &Path) -> Result<Self> {
        if !out.join(ready::BOOK).is_file() {
            return Ok(Self::default());
        }
        let book = ready::existing(out)?;
        let kept = book.setting(KEY)?;
        book.close()?;
        let Some(kept) = kept else { return Ok(Self::default()) };
        serde_json::from_str(&kept).context("reading the settings of the class")
    }

    /// Keeps the settings in a gradebook.
    ///
    /// # Errors
    /// When the gradebook cannot be written.
    pub fn keep(&self, book: &Gradebook) -> Result<()> {
        book.set(KEY, &serde_json::to_string(self)?)
    }

    /// What Moodle's assignments are graded out of: as the option says, else as Moodle's worksheet does when it is the
    /// class list.
    pub fn maximum(&self) -> Option<Points> {
        let stated = || Roster::read(self.roster.as_deref()?, "").ok()?.maximum;
        self.moodle_maximum.or_else(stated)
    }

    /// The course, as `file` declares it, else as the gradebook has it, else as its own file does. A file that is
    /// given becomes a setting.
    ///
    /// # Errors
    /// A file that cannot be understood, and no course around the current folder.
    pub fn course(&mut self, file: Option<&Path>) -> Result<Course> {
        let course = Course::find()?;
        let bad = |why: String| {
            let shown = file.map_or_else(|| "gradebook".to_owned(), messages::path);
            Usage(usage::bad_course(shown, why))
        };
        if let Some(file) = file {
            self.course = Some(fs::read_to_string(file).map_err(|why| bad(why.to_string()))?);
        }
        match &self.course {
            None => Ok(course),
            Some(text) => Ok(Course::declared_in(&course.root, text).map_err(bad)?),
        }
    }

    /// The labs that were asked for, which become a setting, else those of the gradebook.
    ///
    /// # Errors
    /// A lab that the course does not have.
    pub fn labs(&mut self, course: &Course, given: &[String]) -> Result<Vec<String>> {
        if !given.is_empty() {
            let chosen = course.chosen(given)?;
            self.labs = chosen.into_iter().map(|lab| lab.name.clone()).collect();
        }
        Ok(self.labs.clone())
    }

    /// The course with only the labs that are graded.
    pub fn graded(&self, mut course: Course) -> Course {
        if !self.labs.is_empty() {
            course.labs.retain(|lab| self.labs.contains(&lab.name));
        }
        course
    }

    /// The list of the students: `file`, which becomes a setting, else that of the gradebook.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn roster(&mut self, file: Option<&Path>) -> Result<Option<String>> {
        if let Some(file) = file {
            let bad = |why| Usage(usage::bad_list(messages::path(file), Message::verbatim(why)));
            self.roster = Some(sheet::text(file).map_err(bad)?);
        }
        Ok(self.roster.clone())
    }
}
