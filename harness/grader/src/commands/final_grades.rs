//! `grader final`: the examination, and the final grades.

use std::collections::{BTreeMap, BTreeSet};
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
use crate::people::found_one;
use crate::ready;
use crate::sheet::{self, Row, Sheet};

/// Titles of the columns that say who somebody is, the surest first, and of the grade.
const WHO: [&[&str]; 3] = [
    &["number", "id number", "numero d'identification", "numero etudiant", "numero d'etudiant"],
    &["email", "e-mail", "email address", "courriel", "adresse de courriel"],
    &["student", "etudiant", "full name", "nom complet"],
];
const FIRST: [&str; 2] = ["first name", "prenom"];
const LAST: [&str; 4] = ["last name", "surname", "nom", "nom de famille"];
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
    let changes = Grades::given(&book)?.changes(&today, &students);
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

/// The grades of the examination, by the students' rows. Who has a blank cell has none.
fn exam_grades(file: &Path, students: &[StudentRecord]) -> Result<BTreeMap<i64, Decision>> {
    let bad = |why: Message| Usage(usage::bad_exam(messages::path(file), why));
    let text = sheet::text(file).map_err(|why| bad(Message::verbatim(why)))?;
    let (sheet, mut wrong) = Sheet::of(&text).map_err(bad)?;
    let who = Who::of(&sheet);
    let (Some(who), Some(grade)) = (who, sheet.column(&GRADE)) else {
        return Err(bad(usage::EXAM_HEADER).into());
    };
    let mut exams = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for row in &sheet.rows {
        let name = who.cell(row);
        if name.is_empty() {
            continue;
        }
        let said = match (found_one(students, &name), mark(row.cell(grade))) {
            (Err(Usage(why)), _) => Err(why),
            (Ok(_), None) => Err(usage::no_exam_grade(shown(&name))),
            (Ok(record), _) if !seen.insert(record.id) => Err(usage::graded_twice(shown(&name))),
            (Ok(record), Some(grade)) => Ok(grade.map(|grade| (record.id, grade))),
        };
        match said {
            Ok(graded) => exams.extend(graded),
            Err(why) => wrong.push(usage::at_line(row.line, why)),
        }
    }
    if wrong.is_empty() { Ok(exams) } else { Err(bad(Message::joined(wrong, "\n")).into()) }
}

/// Where a table says who somebody is.
enum Who {
    /// in one column
    Whole(usize),
    /// first and last name
    Parts(usize, usize),
}

impl Who {
    fn of(sheet: &Sheet) -> Option<Self> {
        let whole = WHO.iter().find_map(|titles| sheet.column(titles)).map(Self::Whole);
        let parts = || sheet.column(&FIRST).zip(sheet.column(&LAST));
        whole.or_else(|| parts().map(|(first, last)| Self::Parts(first, last)))
    }

    fn cell(&self, row: &Row) -> String {
        match self {
            Self::Whole(at) => row.cell(*at).to_owned(),
            Self::Parts(first, last) => {
                format!("{} {}", row.cell(*first), row.cell(*last)).trim().to_owned()
            }
        }
    }
}

/// What a cell of the examination says: nothing when it is blank; none of it when it is no grade.
fn mark(cell: &str) -> Option<Option<Decision>> {
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
