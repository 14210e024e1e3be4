//! What a gradebook remembers of how it was graded: the course file, the labs, the language, and the list of the
//! class. Every later command uses it, so that no grade depends on an option that somebody forgot.

use std::path::Path;

use anyhow::Result;
use engine::Lang;
use gradebook::Gradebook;
use lab::course::Course;
use reports::Dialect;

use crate::exit::Usage;
use crate::messages::{self, usage};
use crate::ready;

/// The keys in the gradebook.
const COURSE: &str = "course";
const LABS: &str = "labs";
const LANGUAGE: &str = "language";
const ROSTER: &str = "roster";
const DIALECT: &str = "csv";

/// The forms of the CSV files, by the words that are kept.
const DIALECTS: [(&str, Dialect); 2] = [("plain", Dialect::Plain), ("excel-fr", Dialect::ExcelFr)];

/// What is remembered; nothing before the first run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// the text of the course file, when another than the course's own was given
    pub course: Option<String>,
    /// the names of the labs that are graded; none means all
    pub labs: Vec<String>,
    /// the language of the reports
    pub lang: Option<Lang>,
    /// the text of the list of the class
    pub roster: Option<String>,
    /// the form of the CSV files that are for people, when it was asked for
    pub dialect: Option<Dialect>,
}

impl Memory {
    /// What the gradebook in the folder `out` remembers; nothing when there is no gradebook yet.
    ///
    /// # Errors
    /// When the gradebook cannot be read.
    pub fn of(out: &Path) -> Result<Self> {
        if !out.join(ready::BOOK).is_file() {
            return Ok(Self::default());
        }
        let book = ready::existing(out)?;
        let labs = book.remembered(LABS)?.unwrap_or_default();
        let kept = book.remembered(DIALECT)?.unwrap_or_default();
        let known = DIALECTS.into_iter().find(|(word, _)| *word == kept);
        let memory = Self {
            dialect: known.map(|(_, dialect)| dialect),
            course: book.remembered(COURSE)?,
            labs: labs.split_whitespace().map(str::to_owned).collect(),
            lang: book.remembered(LANGUAGE)?.map(|code| Lang::named(&code)),
            roster: book.remembered(ROSTER)?,
        };
        book.close()?;
        Ok(memory)
    }

    /// Remembers it in a gradebook.
    ///
    /// # Errors
    /// When the gradebook cannot be written.
    pub fn keep(&self, book: &Gradebook) -> Result<()> {
        let lang = self.lang.map(|lang| match lang {
            Lang::Fr => "fr",
            Lang::En => "en",
        });
        let labs = self.labs.join(" ");
        let word = |dialect| DIALECTS.into_iter().find(|(_, known)| *known == dialect);
        let dialect = self.dialect.and_then(word).map(|(word, _)| word);
        let kept = [
            (COURSE, self.course.as_deref()),
            (LABS, Some(labs.as_str())),
            (DIALECT, dialect),
            (LANGUAGE, lang),
            (ROSTER, self.roster.as_deref()),
        ];
        for (key, value) in kept {
            if let Some(value) = value {
                book.remember(key, value)?;
            }
        }
        Ok(())
    }

    /// The course, as `file` declares it, else as is remembered, else as its own file does. A file that is given
    /// is remembered.
    ///
    /// # Errors
    /// A file that cannot be understood, and no course around the current folder.
    pub fn course(&mut self, file: Option<&Path>) -> Result<Course> {
        let course = Course::find()?;
        let (shown, text) = match (file, &self.course) {
            (Some(file), _) => {
                let shown = messages::path(file);
                let unreadable =
                    |why: std::io::Error| Usage(usage::bad_course(shown.clone(), why.to_string()));
                (shown.clone(), std::fs::read_to_string(file).map_err(unreadable)?)
            }
            (None, Some(text)) => ("gradebook".to_owned(), text.clone()),
            (None, None) => return Ok(course),
        };
        let declared = Course::declared_in(&course.root, &text)
            .map_err(|why| Usage(usage::bad_course(shown, why)))?;
        self.course = Some(text);
        Ok(declared)
    }

    /// The labs that were asked for, else those that are remembered; they are remembered.
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

    /// The course with the labs alone that are graded.
    pub fn graded(&self, mut course: Course) -> Course {
        if !self.labs.is_empty() {
            course.labs.retain(|lab| self.labs.contains(&lab.name));
        }
        course
    }

    /// The list of the class: `file`, which is then remembered, else what is.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn roster(&mut self, file: Option<&Path>) -> Result<Option<String>> {
        if let Some(file) = file {
            let read = crate::sheet::text(file);
            self.roster = Some(read.map_err(|why| {
                let why = texts::Message::verbatim(why);
                Usage(usage::bad_list(messages::path(file), why))
            })?);
        }
        Ok(self.roster.clone())
    }
}

/// The folder of the gradebook, for a message.
pub fn place(out: &Path) -> String {
    messages::path(&out.join(ready::BOOK))
}
