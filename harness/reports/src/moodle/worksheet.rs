//! Moodle's offline grading worksheet. What its importer does (mod/assign/feedback/offline/importgradeslib.php and
//! locallib.php) decides what is in it:
//!
//! - It finds columns by their header in the language of whoever imports: the identifier, the grade
//!   and the date of the last grading must be there, or it refuses the file.
//! - It cuts the word for a participant off the identifier by its length. In English that word ends
//!   in a space, in French it does not: `Participant 12` and `Participant12`. A number that the assignment does
//!   not know is passed over in silence.
//! - Grades may have a decimal point in every language. A grade above the assignment's maximum is passed over; one
//!   below it is taken as it is, so 12 of 20 would be 12 of 100: the grade is brought to the maximum that the
//!   class has, and the column of the maximum says which.
//! - An empty comment wipes the one that Moodle has: a row has both a grade and feedback, and a student
//!   without a grade has no row.
//! - A grade that Moodle got after the date in the row (and a minute) is not replaced. `-` is before all of them, so
//!   a second import would change nothing: the date is that of the report which first gave these points. PHP's `strtotime` reads it in every
//!   language, which it does not with dates as Moodle writes them in French.
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

/// The worksheet of the lab at `index`: a row per student who has a participant's number and a grade.
///
/// # Errors
/// When it cannot be serialised.
pub fn document(class: &Class, rows: &[Row], index: usize) -> Result<Vec<u8>> {
    let (lang, head) = (class.lang, &class.labs[index]);
    let maximum = class.moodle_maximum.unwrap_or(head.out_of);
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let header = HEADER.map(|text| text.text(lang));
    sheet.write_record(header).context("writing the header of a worksheet")?;
    for row in rows {
        let lab = &row.labs[index];
        let (Some(participant), Some(points)) = (super::participant(row, lab), lab.given()) else {
            continue;
        };
        let cells = [
            format!("{}{participant}", moodle::PARTICIPANT.text(lang)),
            escape::cell(&row.student.name),
            String::new(),
            points.scaled(head.out_of, maximum).to_string(),
            maximum.to_string(),
            moodle::YES.text(lang),
            lab.given_at
                .map_or("-".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()),
            comment(lang, head, lab, points)?,
        ];
        sheet.write_record(cells).context("writing a row of a worksheet")?;
    }
    sheet.into_inner().context("finishing a worksheet")
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

/// The points of a lab with what to fix, as HTML.
#[derive(Template)]
#[template(path = "moodle_comment.html")]
struct Comment {
    /// title and points
    points: String,
    /// the titles of the checks that failed, or why no check was made
    remarks: Vec<String>,
}

fn comment(lang: Lang, head: &LabHead, lab: &RowLab, points: Points) -> Result<String> {
    let points = number::points(points, lang);
    let line = notes::lab_points(head.title.get(lang), points, head.out_of.to_string());
    let remarks = remarks(lang, head, lab);
    let comment = Comment {
        points: escape::line(&line.text(lang)),
        remarks: remarks.iter().map(|remark| escape::line(remark)).collect(),
    };
    comment.render().context("rendering a comment for Moodle")
}

fn remarks(lang: Lang, head: &LabHead, lab: &RowLab) -> Vec<String> {
    match lab.cells.first() {
        Some(Cell::NotHandedIn) => return vec![outcomes::MISSING.text(lang)],
        Some(Cell::NotBuilt) => return vec![outcomes::BUILD_FAILED.text(lang)],
        _ => {}
    }
    let checks = head.checks.iter().zip(&lab.cells);
    let failed = checks.filter(|(_, cell)| **cell == Cell::Failed);
    let titles: Vec<&str> = failed.map(|(check, _)| check.texts.title.get(lang)).collect();
    let late = (lab.days_late > 0).then(|| notes::days_late(lab.days_late).text(lang));
    let to_fix = (!titles.is_empty()).then(|| notes::to_fix(titles.join(" · ")).text(lang));
    late.into_iter().chain(to_fix).collect()
}
