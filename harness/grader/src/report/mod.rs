//! What the grader leaves in `--out`, as the contract lists it.
//!
//! ```text
//! grades.csv, moodle.csv    a row per student                          sheets
//! index.html                the class at a glance                      class
//! students/NAME/
//! ├── results.json          Gradescope's format                        gradescope
//! ├── junit.xml             JUnit's                                    junit
//! └── feedback.md, .html    what the student reads                     feedback, markdown
//! ```
//!
//! A student's files are written as soon as the work is marked; of the class only small rows and
//! counters are kept ([`class::Tally`]), so that a class of a thousand needs no more memory than one of
//! ten. Everything that comes from a submission (names, paths, output, the compiler's words) is
//! hostile until [`escape`] has made it fit for the format at hand. Every file appears whole or not
//! at all ([`files`]).

mod checks;
mod class;
mod escape;
mod feedback;
mod files;
mod gradescope;
mod junit;
mod markdown;
mod number;
mod sheets;
mod words;

#[cfg(test)]
mod sample;

pub use checks::is_open;
pub use escape::{cell, line};
pub use files::write as write_whole;
pub use number::{plain, points};

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use engine::Lang;

use crate::model::{Marked, Refused, Tier};
use class::Tally;
use feedback::Feedback;

/// The class that is reported: what every student has in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// what the pages are headed with
    pub title: String,
    /// of every text for people
    pub lang: Lang,
    /// the labs that are graded, in the order of the course
    pub labs: Vec<LabHead>,
    /// `rustc --version`
    pub toolchain: String,
    /// how the submissions were confined
    pub tier: Tier,
    /// what the drawn values came from, when it was one seed for all
    pub seed: Option<u64>,
}

/// A lab, before anyone has handed it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabHead {
    /// its name, the column of `grades.csv`
    pub name: String,
    /// its folder under `labs/`
    pub folder: String,
    /// its title in the class's language
    pub title: String,
    /// what it is worth
    pub out_of: u32,
    /// its checks, in order
    pub checks: Vec<CheckHead>,
}

/// A check, before anyone has met it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckHead {
    /// stable name of the check inside its lab
    pub id: String,
    /// one line, in the class's language
    pub title: String,
    /// what it is worth
    pub points: u32,
}

impl Class {
    /// What all labs are worth together.
    fn out_of(&self) -> u32 {
        self.labs.iter().map(|lab| lab.out_of).sum()
    }
}

/// Writes the reports of one class: [`open`](Self::open), [`add`](Self::add) every student in
/// order, [`finish`](Self::finish).
pub struct Writer {
    out: PathBuf,
    class: Class,
    tally: Tally,
}

impl Writer {
    /// Makes the folder `out` when there is none. What an earlier run left there is written over
    /// file by file, each at the moment when its successor is whole.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(out: &Path, class: Class) -> Result<Self> {
        let students = out.join("students");
        std::fs::create_dir_all(&students)
            .with_context(|| format!("making the folder {}", students.display()))?;
        let tally = Tally::new(&class);
        Ok(Self { out: out.to_owned(), class, tally })
    }

    /// Writes the files of one student. A submission that a later one of the same student replaces
    /// is only mentioned on the class page: the student's files are those of the one that counts.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn add(&mut self, marked: &Marked) -> Result<()> {
        if !is_superseded(marked) {
            self.write_student(&self.class, marked)?;
        }
        self.tally.add(&self.class, marked);
        Ok(())
    }

    /// The same for a student who reads another language than the class: their own files are about
    /// `theirs`, with the heads of `class` in it, and the pages of the class about `marked`.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn add_translated(
        &mut self,
        marked: &Marked,
        class: &Class,
        theirs: &Marked,
    ) -> Result<()> {
        self.write_student(class, theirs)?;
        self.tally.add(&self.class, marked);
        Ok(())
    }

    /// Writes what concerns the whole class.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn finish(self) -> Result<()> {
        let Self { out, class, tally } = self;
        files::write(&out, "grades.csv", &sheets::grades(&class, &tally.rows)?)?;
        files::write(&out, "moodle.csv", &sheets::moodle(&class, &tally.rows)?)?;
        let mut page = class::page(&class, &tally)?;
        if out.join(SIMILARITY).join("index.html").is_file() {
            page = with_similarity(&page, class.lang);
        }
        files::write(&out, "index.html", page.as_bytes())
    }

    fn write_student(&self, class: &Class, marked: &Marked) -> Result<()> {
        let write = || {
            let folder = files::student_folder(&self.out, &marked.folder)?;
            let feedback = Feedback::new(class, marked);
            let results = gradescope::document(class, marked)?;
            files::write(&folder, "results.json", results.as_bytes())?;
            files::write(&folder, "junit.xml", junit::document(class, marked).as_bytes())?;
            files::write(&folder, "feedback.md", markdown::document(&feedback).as_bytes())?;
            files::write(&folder, "feedback.html", feedback.html()?.as_bytes())
        };
        write().with_context(|| format!("writing the reports of {}", marked.folder))
    }
}

/// The folder of the pages on similarity.
pub const SIMILARITY: &str = "similarity";

/// Where the class page links to them, once there are some.
const PLACE: &str = "<!-- similarity -->";

/// The class page with its link to the pages on similarity.
fn with_similarity(page: &str, lang: Lang) -> String {
    let text = words::Label::Similarity.text(lang);
    page.replacen(PLACE, &format!("<p><a href=\"{SIMILARITY}/index.html\">{text}</a></p>"), 1)
}

/// Puts the link to the pages on similarity into the class page of `out`, when there is one.
///
/// # Errors
/// When the page cannot be written.
pub fn link_similarity(out: &Path, lang: Lang) -> Result<()> {
    match std::fs::read_to_string(out.join("index.html")) {
        Ok(page) => files::write(out, "index.html", with_similarity(&page, lang).as_bytes()),
        Err(_) => Ok(()),
    }
}

/// Whether a later submission of the same student counts instead.
fn is_superseded(marked: &Marked) -> bool {
    matches!(marked.refused, Some(Refused::Superseded { .. }))
}

#[cfg(test)]
mod tests;
