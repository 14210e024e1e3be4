//! Grades of one lab for Moodle's gradebook (Grades, Import, CSV file). What its importer does
//! (grade/import/csv/classes/load_data.php) decides what is in it:
//!
//! - The instructor maps columns to Moodle's fields: `useridnumber` and `useremail` have the names of these fields.
//! - A student whom Moodle does not know stops the whole import, and so does an empty cell in the column that
//!   identifies the student: the file has only columns that are filled in every row.
//! - An empty grade wipes the one that Moodle has: who has no grade has no row, and there is one file for each lab.
//! - Grades have a decimal point, which is read in every language.

use anyhow::{Context, Result};
use submission::Contact;

use crate::class::Class;
use crate::escape;
use crate::row::Row;

/// A column that identifies students: its title, and its value.
type Column = (&'static str, fn(&Contact) -> &Option<String>);

const COLUMNS: [Column; 2] =
    [("useridnumber", |contact| &contact.number), ("useremail", |contact| &contact.email)];

/// The grades of the lab at `index`; `None` if no student has a number or an e-mail address.
///
/// # Errors
/// When it cannot be serialised.
pub fn document(class: &Class, rows: &[Row], index: usize) -> Result<Option<Vec<u8>>> {
    let head = &class.labs[index];
    let graded = rows.iter().filter_map(|row| Some((row, row.labs[index].given()?)));
    let graded: Vec<_> = graded.collect();
    let fills = |of: fn(&Contact) -> &Option<String>| {
        graded.iter().filter(|(row, _)| of(&row.contact).is_some()).count()
    };
    let most = COLUMNS.iter().map(|(_, of)| fills(*of)).max().unwrap_or(0);
    if most == 0 {
        return Ok(None);
    }
    // The column that most fill decides who is in it; the other is there when all of them fill it.
    let first = COLUMNS.iter().position(|(_, of)| fills(*of) == most).unwrap_or(0);
    let in_it = |of: fn(&Contact) -> &Option<String>| {
        let mut rows = graded.iter().filter(|(row, _)| COLUMNS[first].1(&row.contact).is_some());
        rows.all(|(row, _)| of(&row.contact).is_some())
    };
    let columns: Vec<Column> = COLUMNS.into_iter().filter(|(_, of)| in_it(*of)).collect();
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let titles = columns.iter().map(|(title, _)| (*title).to_owned());
    sheet
        .write_record(titles.chain([escape::cell(&head.name)]))
        .context("writing the header of a file for Moodle's gradebook")?;
    for (row, points) in graded {
        let who: Option<Vec<String>> =
            columns.iter().map(|(_, of)| of(&row.contact).as_deref().map(escape::cell)).collect();
        let Some(who) = who else { continue };
        let grade = points.scaled(head.out_of, class.moodle_maximum.unwrap_or(head.out_of));
        sheet
            .write_record(who.into_iter().chain([grade.to_string()]))
            .context("writing a row of a file for Moodle's gradebook")?;
    }
    sheet.into_inner().context("finishing a file for Moodle's gradebook").map(Some)
}
