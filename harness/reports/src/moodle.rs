//! What Moodle imports: a grading worksheet for each lab, the feedback files, and grades for its gradebook.
//!
//! ```text
//! moodle-LAB.csv            "upload grading worksheet" of an assignment      worksheet
//! moodle-gradebook-LAB.csv  Grades, Import, CSV file                         grades
//! moodle-feedback.zip       "upload multiple feedback files in a zip"        feedback
//! ```
//!
//! A participant has another number in each assignment, so every lab has the number that the student had where
//! the lab was handed in. Where Moodle would wipe or misread something, there is no row.

mod feedback;
mod grades;
mod worksheet;

#[cfg(test)]
mod tests;

pub use feedback::archive;
pub use grades::document as grades;
pub use worksheet::document as worksheet;

use crate::row::{Row, RowLab};

/// Moodle's number of a student in the assignment of a lab; of a lab that was handed in elsewhere, the number that
/// the list of the class has.
pub fn participant<'r>(row: &'r Row, lab: &'r RowLab) -> Option<&'r str> {
    let digits = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let numbers = [&lab.participant, &row.contact.participant, &row.student.participant];
    numbers.into_iter().filter_map(Option::as_deref).find(digits)
}

/// How many students with points for some lab are in no worksheet.
pub fn lacking(rows: &[Row]) -> usize {
    let is_in = |row: &Row| row.labs.iter().any(|lab| participant(row, lab).is_some());
    let has_points = |row: &Row| row.labs.iter().any(|lab| lab.given().is_some());
    rows.iter().filter(|row| has_points(row) && !is_in(row)).count()
}
