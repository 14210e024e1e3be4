//! `grades.csv` and `moodle.csv`.
//!
//! A cell of `grades.csv` that a spreadsheet would take for a formula begins with an apostrophe
//! ([`escape::cell`]): a student called `=A1` is read back as `'=A1`. Points have a decimal point
//! and no trailing zeros, whatever the language. A lab that could not be judged for a reason of ours
//! has an empty cell, and its student no total.
//!
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
use engine::{Lang, Text};

use super::class::{Cell, Row, RowLab};
use super::words::Sentence;
use super::{Class, LabHead, escape, number};

/// `grades.csv`: a row per student.
///
/// # Errors
/// When it cannot be serialised.
pub fn grades(class: &Class, rows: &[Row]) -> Result<Vec<u8>> {
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let labs = class.labs.iter().map(|lab| escape::cell(&lab.name));
    let header = std::iter::once("student".to_owned()).chain(labs).chain(["total".to_owned()]);
    sheet.write_record(header).context("writing the header of grades.csv")?;
    for row in rows {
        let points = row.labs.iter().map(|lab| lab.hundredths.map(number::plain));
        let points = points.chain([row.total().map(number::plain)]);
        let name = escape::cell(&row.student.name);
        let cells = std::iter::once(name).chain(points.map(Option::unwrap_or_default));
        sheet.write_record(cells).context("writing a row of grades.csv")?;
    }
    sheet.into_inner().context("finishing grades.csv")
}

/// `moodle.csv`: a row per student who has a participant's number and a grade.
///
/// # Errors
/// When it cannot be serialised.
pub fn moodle(class: &Class, rows: &[Row]) -> Result<Vec<u8>> {
    let lang = class.lang;
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let header = HEADER.map(|text| text.get(lang));
    sheet.write_record(header).context("writing the header of moodle.csv")?;
    for row in rows {
        let Some((participant, hundredths)) = in_worksheet(row) else { continue };
        let cells = [
            format!("{}{participant}", PARTICIPANT.get(lang)),
            escape::cell(&row.student.name),
            String::new(),
            number::plain(number::of_twenty(hundredths, class.out_of())),
            "20".to_owned(),
            YES.get(lang).to_owned(),
            "-".to_owned(),
            comment(class, row, hundredths),
        ];
        sheet.write_record(cells).context("writing a row of moodle.csv")?;
    }
    sheet.into_inner().context("finishing moodle.csv")
}

/// The participant's number and the total, when the student has a row in Moodle's worksheet.
pub fn in_worksheet(row: &Row) -> Option<(&str, u32)> {
    let digits = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let participant = row.student.participant.as_deref().filter(digits)?;
    row.total().map(|total| (participant, total))
}

/// The columns, as Moodle names them.
const HEADER: [Text; 8] = [
    Text { fr: "Identifiant", en: "Identifier" },
    Text { fr: "Nom complet", en: "Full name" },
    Text { fr: "Statut", en: "Status" },
    Text { fr: "Note", en: "Grade" },
    Text { fr: "Note maximale", en: "Maximum Grade" },
    Text { fr: "La note peut être modifiée", en: "Grade can be changed" },
    Text { fr: "Dernière modification (note)", en: "Last modified (grade)" },
    Text { fr: "Feedback par commentaires", en: "Feedback comments" },
];

/// What stands before a participant's number.
const PARTICIPANT: Text = Text { fr: "Participant", en: "Participant " };

const YES: Text = Text { fr: "Oui", en: "Yes" };

/// The points of each lab with what to mend, as HTML.
fn comment(class: &Class, row: &Row, hundredths: u32) -> String {
    let total = number::points(hundredths, class.lang);
    let labs = class.labs.iter().zip(&row.labs);
    let items: String = labs.map(|(head, lab)| item(class.lang, head, lab)).collect();
    format!("<p>{total}/{}</p><ul>{items}</ul>", class.out_of())
}

fn item(lang: Lang, head: &LabHead, lab: &RowLab) -> String {
    let points = lab.hundredths.map(|points| number::points(points, lang)).unwrap_or_default();
    let line = Sentence::LabPoints { title: &head.title, points: &points, out_of: head.out_of };
    let mut text = line.text(lang);
    let checks = head.checks.iter().zip(&lab.cells);
    let failed = checks.filter(|(_, cell)| **cell == Cell::Failed);
    let titles: Vec<&str> = failed.map(|(check, _)| check.title.as_str()).collect();
    let remark = match lab.cells.first() {
        Some(Cell::NotHandedIn) => Sentence::Missing.text(lang),
        Some(Cell::NotBuilt) => Sentence::BuildFailed.text(lang),
        _ if titles.is_empty() => String::new(),
        _ => Sentence::ToMend { titles: &titles.join(" · ") }.text(lang),
    };
    if !remark.is_empty() {
        text.push_str(" — ");
        text.push_str(&remark);
    }
    format!("<li>{}</li>", escape::html(&text))
}
