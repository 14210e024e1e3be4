//! `moodle.csv` is Moodle's offline grading worksheet, of one assignment graded out of 20. What its
//! importer does (mod/assign/feedback/offline/importgradeslib.php and locallib.php) decides what is
//! in it:
//!
//! - It finds columns by their header in the language of whoever imports: the identifier, the grade
//!   and the date of the last grading must be there, or it refuses the file.
//! - It cuts the word for a participant off the identifier by its length. In English that word ends
//!   in a space, in French it does not: `Participant 12` and `Participant12`.
//! - Grades may have a decimal point in every language.
//! - An empty cell can wipe what Moodle has: a row has both a grade and feedback, and a student
//!   without a grade has no row.
//! - `-` for the date says, as in a worksheet of Moodle's own, that nothing was graded yet. A
//!   student who was graded meanwhile is then passed over, unless the import is told to overwrite.
//! - Feedback is HTML.

use anyhow::{Context, Result};
use askama::Template;
use engine::Lang;
use marks::Points;
use texts::Message;

use crate::class::{Class, LabHead};
use crate::messages::{moodle, notes, outcomes};
use crate::row::{Cell, Row, RowLab};
use crate::{escape, number};

/// `moodle.csv`: a row per student who has a participant's number and a grade.
///
/// # Errors
/// When it cannot be serialised.
pub fn document(class: &Class, rows: &[Row]) -> Result<Vec<u8>> {
    let lang = class.lang;
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let header = HEADER.map(|text| text.text(lang));
    sheet.write_record(header).context("writing the header of moodle.csv")?;
    for row in rows {
        let Some((participant, total)) = in_worksheet(row) else { continue };
        let cells = [
            format!("{}{participant}", moodle::PARTICIPANT.text(lang)),
            escape::cell(&row.student.name),
            String::new(),
            total.out_of_twenty(class.out_of()).to_string(),
            "20".to_owned(),
            moodle::YES.text(lang),
            "-".to_owned(),
            comment(class, row, total)?,
        ];
        sheet.write_record(cells).context("writing a row of moodle.csv")?;
    }
    sheet.into_inner().context("finishing moodle.csv")
}

/// The participant's number and the total, when the student has a row in Moodle's worksheet.
pub fn in_worksheet(row: &Row) -> Option<(&str, Points)> {
    let digits = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let participant = row.student.participant.as_deref().filter(digits)?;
    row.total().map(|total| (participant, total))
}

/// The columns, as Moodle names them.
const HEADER: [Message; 8] = [
    moodle::IDENTIFIER,
    moodle::FULL_NAME,
    moodle::STATUS,
    moodle::GRADE,
    moodle::MAXIMUM,
    moodle::CAN_CHANGE,
    moodle::LAST_MODIFIED,
    moodle::COMMENTS,
];

/// The points of each lab with what to fix, as HTML.
#[derive(Template)]
#[template(path = "moodle_comment.html")]
struct Comment {
    total: String,
    out_of: Points,
    /// a line for each lab
    labs: Vec<String>,
}

fn comment(class: &Class, row: &Row, total: Points) -> Result<String> {
    let labs = class.labs.iter().zip(&row.labs);
    let comment = Comment {
        total: number::points(total, class.lang),
        out_of: class.out_of(),
        labs: labs.map(|(head, lab)| escape::line(&item(class.lang, head, lab))).collect(),
    };
    comment.render().context("rendering a comment for Moodle")
}

fn item(lang: Lang, head: &LabHead, lab: &RowLab) -> String {
    let points = lab.points.map(|points| number::points(points, lang)).unwrap_or_default();
    let line = notes::lab_points(head.title.get(lang), points, head.out_of.to_string());
    let mut text = line.text(lang);
    let checks = head.checks.iter().zip(&lab.cells);
    let failed = checks.filter(|(_, cell)| **cell == Cell::Failed);
    let titles: Vec<&str> = failed.map(|(check, _)| check.texts.title.get(lang)).collect();
    let remark = match lab.cells.first() {
        Some(Cell::NotHandedIn) => outcomes::MISSING.text(lang),
        Some(Cell::NotBuilt) => outcomes::BUILD_FAILED.text(lang),
        _ if titles.is_empty() => String::new(),
        _ => notes::to_fix(titles.join(" · ")).text(lang),
    };
    if !remark.is_empty() {
        text.push_str(" — ");
        text.push_str(&remark);
    }
    text
}
