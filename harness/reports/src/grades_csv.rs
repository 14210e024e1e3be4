//! `grades.csv`.
//!
//! A cell of `grades.csv` that a spreadsheet would take for a formula begins with an apostrophe
//! ([`escape::cell`]): a student called `=A1` is read back as `'=A1`. Points have no trailing
//! zeros; the [dialect](crate::Dialect) decides between a decimal point and a comma. What the list
//! of the class says of the students (number, e-mail address, login) has columns of its own.
//!
//! Where there is no grade to give there is no zero: a lab that was not handed in, or could not be judged because of
//! a grader error, has an empty cell, one that could not be read, or lacks files, a question mark, and an absence
//! its code (`ABI`, `ABJ`).

use anyhow::{Context, Result};

use crate::class::Class;
use crate::escape;
use crate::people::ContactColumns;
use crate::row::{Row, RowLab};

/// `grades.csv`: a row per student.
///
/// # Errors
/// When it cannot be serialised.
pub fn document(class: &Class, rows: &[Row]) -> Result<Vec<u8>> {
    let mut sheet = class.dialect.writer();
    let labs = class.labs.iter().map(|lab| escape::cell(&lab.name));
    let people = ContactColumns::of(rows.iter().map(|row| &row.contact));
    let student = std::iter::once("student".to_owned()).chain(people.titles());
    let header = student.chain(labs).chain(["total".to_owned()]);
    sheet.write_record(header).context("writing the header of grades.csv")?;
    for row in rows {
        let points = row.labs.iter().map(RowLab::cell).chain([row.total_cell()]);
        let points = points.map(|cell| class.dialect.number(&cell));
        let student = std::iter::once(escape::cell(&row.student.name));
        let student = student.chain(people.cells(&row.contact));
        sheet.write_record(student.chain(points)).context("writing a row of grades.csv")?;
    }
    sheet.into_inner().context("finishing grades.csv")
}
