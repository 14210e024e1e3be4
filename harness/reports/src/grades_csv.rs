//! `grades.csv`.
//!
//! A cell of `grades.csv` that a spreadsheet would take for a formula begins with an apostrophe
//! ([`escape::cell`]): a student called `=A1` is read back as `'=A1`. Points have a decimal point
//! and no trailing zeros, whatever the language. A lab that could not be judged because of a grader error
//! has an empty cell, and its student no total.

use anyhow::{Context, Result};

use crate::class::Class;
use crate::escape;
use crate::row::Row;

/// `grades.csv`: a row per student.
///
/// # Errors
/// When it cannot be serialised.
pub fn document(class: &Class, rows: &[Row]) -> Result<Vec<u8>> {
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let labs = class.labs.iter().map(|lab| escape::cell(&lab.name));
    let header = std::iter::once("student".to_owned()).chain(labs).chain(["total".to_owned()]);
    sheet.write_record(header).context("writing the header of grades.csv")?;
    for row in rows {
        let points = row.labs.iter().map(|lab| lab.points.map(|points| points.to_string()));
        let points = points.chain([row.total().map(|points| points.to_string())]);
        let name = escape::cell(&row.student.name);
        let cells = std::iter::once(name).chain(points.map(Option::unwrap_or_default));
        sheet.write_record(cells).context("writing a row of grades.csv")?;
    }
    sheet.into_inner().context("finishing grades.csv")
}
