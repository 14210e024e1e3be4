//! Writes the reports of a class, student by student.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use askama::Template;
use engine::Lang;
use marks::StudentMarks;

use crate::class::Class;
use crate::feedback::Feedback;
use crate::messages::labels;
use crate::row::Row;
use crate::tally::{Tally, is_superseded};
use crate::{feedback_md, files, grades_csv, index_html, junit_xml, moodle, results_json};

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

    /// Writes the files of one student, in the language that the student reads, and counts the student
    /// in. A submission that a later one of the same student replaces is only mentioned on the class
    /// page: the student's files are those of the one that counts.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn add(&mut self, marks: &StudentMarks, lang: Lang) -> Result<()> {
        if !is_superseded(marks) {
            self.write_student(&self.class.in_language(lang), marks)?;
        }
        self.tally.add(&self.class, marks);
        Ok(())
    }

    /// Writes what concerns the whole class.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn finish(self) -> Result<()> {
        let Self { out, class, tally } = self;
        files::write(&out, "grades.csv", &grades_csv::document(&class, &tally.rows)?)?;
        write_moodle(&out, &class, &tally.rows)?;
        let mut page = index_html::page(&class, &tally)?;
        if out.join(SIMILARITY).join("index.html").is_file() {
            page = with_similarity(&page, class.lang)?;
        }
        files::write(&out, "index.html", page.as_bytes())
    }

    fn write_student(&self, class: &Class, marks: &StudentMarks) -> Result<()> {
        let write = || {
            let folder = files::student_folder(&self.out, &marks.folder)?;
            let feedback = Feedback::new(class, marks);
            let results = results_json::document(class, marks)?;
            files::write(&folder, "results.json", results.as_bytes())?;
            files::write(&folder, "junit.xml", junit_xml::document(class, marks).as_bytes())?;
            files::write(&folder, "feedback.md", feedback_md::document(&feedback).as_bytes())?;
            files::write(&folder, "feedback.html", feedback.html()?.as_bytes())
        };
        write().with_context(|| format!("writing the reports of {}", marks.folder))
    }
}

/// Writes the files that Moodle imports; those for its gradebook only if the class list has identifiers.
fn write_moodle(out: &Path, class: &Class, rows: &[Row]) -> Result<()> {
    for (index, head) in class.labs.iter().enumerate() {
        let worksheet = moodle::worksheet(class, rows, index)?;
        files::write(out, &format!("moodle-{}.csv", head.name), &worksheet)?;
        let grades = moodle::grades(class, rows, index)?;
        replace(out, &format!("moodle-gradebook-{}.csv", head.name), grades)?;
    }
    files::write_with(out, MOODLE_FEEDBACK, |file| moodle::archive(out, rows, file))
}

/// The archive of the feedback for Moodle.
const MOODLE_FEEDBACK: &str = "moodle-feedback.zip";

/// Writes a file, or removes what an earlier run left in its place.
fn replace(out: &Path, name: &str, content: Option<Vec<u8>>) -> Result<()> {
    match content {
        Some(content) => files::write(out, name, &content),
        None => files::remove(out, name),
    }
}

/// The folder of the pages on similarity.
pub const SIMILARITY: &str = "similarity";

/// Where the class page links to them, once there are some.
const PLACE: &str = "<!-- similarity -->";

#[derive(Template)]
#[template(path = "similarity_link.html")]
struct SimilarityLink {
    folder: &'static str,
    text: String,
}

/// The class page with its link to the pages on similarity.
fn with_similarity(page: &str, lang: Lang) -> Result<String> {
    let link = SimilarityLink { folder: SIMILARITY, text: labels::SIMILARITY.text(lang) };
    Ok(page.replacen(PLACE, link.render().context("rendering a link")?.trim_end(), 1))
}

/// Puts the link to the pages on similarity into the class page of `out`, when there is one.
///
/// # Errors
/// When the page cannot be written.
pub fn link_similarity(out: &Path, lang: Lang) -> Result<()> {
    match std::fs::read_to_string(out.join("index.html")) {
        Ok(page) => files::write(out, "index.html", with_similarity(&page, lang)?.as_bytes()),
        Err(_) => Ok(()),
    }
}
