//! `grades.csv`.
//!
//! A cell of `grades.csv` that a spreadsheet would take for a formula begins with an apostrophe
//! ([`escape::cell`]): a student called `=A1` is read back as `'=A1`. Points have no trailing
//! zeros; the [dialect](crate::Dialect) decides between a decimal point and a comma. Where there is no grade to give there is no zero: a lab
//! that was not handed in, or could not be judged because of a grader error, has an empty cell, and one that
//! could not be read, or lacks files, a question mark.

use anyhow::{Context, Result};

use crate::class::Class;
use crate::escape;
use crate::row::{Row, RowLab};

/// `grades.csv`: a row per student.
///
/// # Errors
/// When it cannot be serialised.
pub fn document(class: &Class, rows: &[Row]) -> Result<Vec<u8>> {
    let mut sheet = class.dialect.writer();
    let labs = class.labs.iter().map(|lab| escape::cell(&lab.name));
    let header = std::iter::once("student".to_owned()).chain(labs).chain(["total".to_owned()]);
    sheet.write_record(header).context("writing the header of grades.csv")?;
    for row in rows {
        let points = row.labs.iter().map(RowLab::cell).chain([row.total_cell()]);
        let points = points.map(|cell| class.dialect.number(&cell));
        let cells = std::iter::once(escape::cell(&row.student.name)).chain(points);
        sheet.write_record(cells).context("writing a row of grades.csv")?;
    }
    sheet.into_inner().context("finishing grades.csv")
}
