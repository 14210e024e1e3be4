//! `grader final`: the examination, and the final grades.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use gradebook::StudentRecord;
use lab::course::Course;
use marks::{Part, Points, continuous, final_grade};
use reports::Dialect;
use texts::Message;

use crate::exit::{Exit, Usage};
use crate::marking::{Marking, SetAside};
use crate::messages::{self, shown, usage};
use crate::options::FinalOptions;
use crate::ready;
use crate::sheet::Sheet;
use crate::students::student;

/// `grader final`: half the labs, weighted, half the examination, out of 20. The labs together are
/// rounded to hundredths, as `final.csv` shows them, and so is the mean of both; each time half up.
///
/// # Errors
/// A file that cannot be read, a grade that is not a number from 0 to 20, a student whom nobody knows.
pub fn run(options: &FinalOptions, course: &Course, dialect: Dialect) -> Result<Exit> {
    let book = ready::existing(&options.out)?;
    let students = book.students()?;
    book.record_exams(&exam_grades(&options.exam, &students)?)?;
    let exams = book.exams()?;
    let marking = Marking { book: &book, course };
    let mut writer = dialect.writer();
    writer.write_record(["student", "labs", "exam", "final"])?;
    for record in &students {
        let labs = labs(marking, record)?;
        let exam = exams.get(&record.id).copied();
        let number = |grade: Points| dialect.number(&grade.to_string());
        let cell = |grade: Option<Points>| grade.map(number).unwrap_or_default();
        writer.write_record([
            reports::cell(&record.student.name),
            cell(labs),
            cell(exam),
            cell(final_grade(labs, exam)),
        ])?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error()).context("final.csv")?;
    reports::write_whole(&options.out, "final.csv", &bytes)?;
    book.close()?;
    println!("{}", options.out.join("final.csv").display());
    Ok(Exit::Graded)
}

/// The grades of the examination, by the students' rows.
fn exam_grades(file: &Path, students: &[StudentRecord]) -> Result<BTreeMap<i64, Points>> {
    let bad = |why: Message| Usage(usage::bad_exam(messages::path(file), why));
    let sheet = Sheet::read(file).map_err(|why| bad(Message::verbatim(why)))?;
    if sheet.header != *["student", "grade"].as_slice() {
        return Err(bad(usage::EXAM_HEADER).into());
    }
    let mut exams = BTreeMap::new();
    for row in &sheet.rows {
        let (name, grade) = (&row[0], &row[1]);
        let record =
            student(students, name).ok_or_else(|| Usage(usage::unknown_student(shown(name))))?;
        let grade: Option<Points> = grade.parse().ok().filter(|grade| *grade <= Points::TWENTY);
        let grade = grade.ok_or_else(|| Usage(usage::no_exam_grade(shown(name))))?;
        if exams.insert(record.id, grade).is_some() {
            return Err(bad(usage::twice(shown(name))).into());
        }
    }
    Ok(exams)
}

/// The labs out of 20, each weighted as the course file says. None as long as a lab that was handed in
/// has no points.
fn labs(marking: Marking<'_>, record: &StudentRecord) -> Result<Option<Points>> {
    let mut parts = Vec::new();
    for lab in &marking.course.labs {
        let mark = marking.lab(record, lab, &SetAside::new())?;
        let Some(points) = mark.points() else { return Ok(None) };
        parts.push(Part { weight: lab.weight, points, out_of: mark.out_of });
    }
    Ok(Some(continuous(&parts)))
}
