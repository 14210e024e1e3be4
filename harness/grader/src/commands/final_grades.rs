//! `grader final`: the examination, and the final grades.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use gradebook::StudentRecord;
use lab::course::Course;
use marks::{Absence, Decision, Grade, Part, Points, continuous, final_grade};
use reports::{ContactColumns, Dialect};
use texts::Message;

use crate::exit::{Exit, Usage};
use crate::given::Grades;
use crate::marking::{Marking, SetAside};
use crate::messages::{self, shown, usage};
use crate::options::FinalOptions;
use crate::people::{found_one, titles};
use crate::ready;
use crate::sheet::{self, Row, Sheet};

/// Titles of the column with the grade.
const GRADE: [&str; 4] = ["grade", "note", "exam", "examen"];

/// `grader final`: half the labs, weighted, half the examination, out of 20. The labs together are
/// rounded to hundredths, as `final.csv` shows them, and so is the mean of both; each time half up.
///
/// # Errors
/// A file that cannot be read, a grade that is not a number from 0 to 20, a student whom nobody knows; and grades
/// that are lower than the reports say.
pub fn run(options: &FinalOptions, course: &Course, dialect: Dialect) -> Result<Exit> {
    let book = ready::existing(&options.out)?;
    let students = book.students()?;
    let marking = Marking { book: &book, course };
    let today = Grades::today(marking, course.labs.iter(), &students, &SetAside::new())?;
    let changes = Grades::given(&book)?.changes(&today, &students, |_, _| None);
    let down = changes.iter().filter(|change| change.goes_down()).count();
    if down > 0 {
        return Err(Usage(usage::not_reported(down)).into());
    }
    book.record_exams(&exam_grades(&options.exam, &students)?)?;
    let bytes = document(marking, &students, dialect)?;
    reports::write_whole(&options.out, "final.csv", &bytes)?;
    book.close()?;
    println!("{}", options.out.join("final.csv").display());
    Ok(Exit::Graded)
}

/// `final.csv`: a row per student.
fn document(marking: Marking<'_>, students: &[StudentRecord], dialect: Dialect) -> Result<Vec<u8>> {
    let exams = marking.book.exams()?;
    let people = ContactColumns::of(students.iter().map(|record| &record.contact));
    let mut writer = dialect.writer();
    let title = |title: &str| title.to_owned();
    let student = std::iter::once(title("student")).chain(people.titles());
    writer.write_record(student.chain(["labs", "exam", "final"].map(title)))?;
    for record in students {
        let labs = labs(marking, record)?;
        let exam = match exams.get(&record.id) {
            Some(Decision::Points(points)) => Grade::Points(*points),
            Some(Decision::Absence(absence)) => Grade::Absence(*absence),
            None => Grade::Unknown,
        };
        let grades = [labs, exam, final_grade(labs, exam)].map(|grade| cell(grade, dialect));
        let student = std::iter::once(reports::cell(&record.student.name));
        writer.write_record(student.chain(people.cells(&record.contact)).chain(grades))?;
    }
    writer.into_inner().map_err(|error| error.into_error()).context("final.csv")
}

fn cell(grade: Grade, dialect: Dialect) -> String {
    match grade {
        Grade::Points(points) => dialect.number(&points.to_string()),
        Grade::Absence(absence) => absence.code().to_owned(),
        Grade::Unknown => String::new(),
    }
}

/// The examination by the students' rows; a blank cell removes a grade that was recorded before.
fn exam_grades(file: &Path, students: &[StudentRecord]) -> Result<BTreeMap<i64, Option<Decision>>> {
    let bad = |why: Message| Usage(usage::bad_exam(messages::path(file), why));
    let text = sheet::text(file).map_err(|why| bad(Message::verbatim(why)))?;
    let (sheet, mut wrong) = Sheet::of(&text).map_err(bad)?;
    let columns = StudentColumns::of(&sheet);
    let (Some(columns), Some(grade)) = (columns, sheet.column(&GRADE)) else {
        return Err(bad(usage::EXAM_HEADER).into());
    };
    let mut exams = BTreeMap::new();
    for row in &sheet.rows {
        let names = columns.names(row);
        let Some(first) = names.first() else {
            if !row.cell(grade).is_empty() {
                wrong.push(usage::at_line(row.line, usage::NO_STUDENT));
            }
            continue;
        };
        let name = shown(first);
        let said = match (found_first(students, &names), parse_grade(row.cell(grade))) {
            (Err(Usage(why)), _) => Err(why),
            (Ok(_), None) => Err(usage::no_exam_grade(name)),
            (Ok(record), _) if exams.contains_key(&record.id) => Err(usage::graded_twice(name)),
            (Ok(record), Some(grade)) => Ok((record.id, grade)),
        };
        match said {
            Ok((student, grade)) => drop(exams.insert(student, grade)),
            Err(why) => wrong.push(usage::at_line(row.line, why)),
        }
    }
    if wrong.is_empty() { Ok(exams) } else { Err(bad(Message::joined(wrong, "\n")).into()) }
}

/// The columns that name the student.
struct StudentColumns {
    /// number, e-mail address, whole name
    whole: Vec<usize>,
    /// first and last name
    parts: Option<(usize, usize)>,
}

impl StudentColumns {
    /// Those of a table; none without such a column.
    fn of(sheet: &Sheet) -> Option<Self> {
        let titles: [&[&str]; 3] = [&titles::NUMBER, &titles::EMAIL, &titles::NAME];
        let whole: Vec<usize> = titles.iter().filter_map(|titles| sheet.column(titles)).collect();
        let parts = sheet.column(&titles::FIRST).zip(sheet.column(&titles::LAST));
        (!whole.is_empty() || parts.is_some()).then_some(Self { whole, parts })
    }

    /// What a row says of the student, the most reliable first; blank cells are left out.
    fn names(&self, row: &Row) -> Vec<String> {
        let whole = self.whole.iter().map(|at| row.cell(*at).to_owned());
        let parts =
            self.parts.map(|(first, last)| format!("{} {}", row.cell(first), row.cell(last)));
        let all = whole.chain(parts.map(|name| name.trim().to_owned()));
        all.filter(|name| !name.is_empty()).collect()
    }
}

/// The student that the first of these names finds; the error of the last one if none does.
fn found_first<'a>(
    students: &'a [StudentRecord],
    names: &[String],
) -> Result<&'a StudentRecord, Usage> {
    let mut found = names.iter().map(|name| found_one(students, name));
    let first = found.next().unwrap_or_else(|| found_one(students, ""));
    found.fold(first, |before, next| before.or(next))
}

/// Parses a cell of the examination. A blank cell is `Some(None)`; `None` is an invalid grade.
fn parse_grade(cell: &str) -> Option<Option<Decision>> {
    match cell.trim() {
        "" | "-" => Some(None),
        text => match text.parse().ok()? {
            Decision::Points(points) if points > Points::TWENTY => None,
            decision => Some(Some(decision)),
        },
    }
}

/// The labs out of 20, each weighted as the course file says. A lab from which the student was excused does not
/// count; unknown as long as a lab that was handed in has no points.
fn labs(marking: Marking<'_>, record: &StudentRecord) -> Result<Grade> {
    let mut parts = Vec::new();
    let mut is_unknown = false;
    for lab in &marking.course.labs {
        let mark = marking.lab(record, lab, &SetAside::new())?;
        match (mark.points(), mark.absence()) {
            (Some(points), _) => {
                parts.push(Part { weight: lab.weight, points, out_of: mark.out_of });
            }
            (None, Some(Absence::Justified)) => {}
            (None, Some(absence)) => return Ok(Grade::Absence(absence)),
            (None, None) => is_unknown = true,
        }
    }
    Ok(match parts[..] {
        _ if is_unknown => Grade::Unknown,
        [] if !marking.course.labs.is_empty() => Grade::Absence(Absence::Justified),
        _ => Grade::Points(continuous(&parts)),
    })
}
