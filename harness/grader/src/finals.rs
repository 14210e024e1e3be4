//! What a person adds: changes by hand, the examination, and the final grades.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use engine::Lang;
use lab::course::Course;

use crate::cli::{Exit, FinalOptions, OverrideOptions, Usage};
use crate::gradebook::{Gradebook, Judgement, Row};
use crate::model::{ByHand, Moment};
use crate::sheet::Sheet;
use crate::words::Words;
use crate::{policy, report, run};

/// What grades are out of, in hundredths.
const OUT_OF: u32 = 2000;

/// `grader override`.
///
/// # Errors
/// A student or a lab that there is not, points that are no number, a reason that says nothing.
pub fn change(options: &OverrideOptions, course: &Course, lang: Lang) -> Result<Exit> {
    let say = Words(lang);
    let lab = course.lab(&options.lab)?;
    let most = lab.points * 100;
    let hundredths = hundredths(&options.points)
        .filter(|hundredths| *hundredths <= most)
        .ok_or_else(|| Usage(say.no_points(&options.points, lab.points)))?;
    if options.reason.trim().is_empty() || options.who.trim().is_empty() {
        return Err(Usage(say.no_reason()).into());
    }
    let book = run::existing(&options.out, lang)?;
    let class = book.class()?;
    let row =
        student(&class, &options.student).ok_or_else(|| Usage(say.unknown(&options.student)))?;
    let change =
        ByHand { hundredths, reason: options.reason.clone(), who: options.who.clone(), at: now() };
    book.change(row.id, &lab.name, &change)?;
    book.close()?;
    println!("{}", say.changed(&row.student.name, &lab.name, hundredths));
    Ok(Exit::Graded)
}

/// `grader final`: half the labs, weighted, half the examination, out of 20. The labs together are
/// rounded to hundredths, as `final.csv` shows them, and so is the mean of both; each time half up.
///
/// # Errors
/// A file that cannot be read, a grade that is no number from 0 to 20, a student whom nobody knows.
pub fn write(options: &FinalOptions, course: &Course, lang: Lang) -> Result<Exit> {
    let book = run::existing(&options.out, lang)?;
    let class = book.class()?;
    book.examine(&examined(&options.exam, &class, Words(lang))?)?;
    let exams = book.exams()?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["student", "labs", "exam", "final"])?;
    for row in &class {
        let labs = continuous(&book, course, row)?;
        let exam = exams.get(&row.id).copied();
        // Without one of the halves there is no final grade: a nought would be a lie.
        let last = labs.zip(exam).map(|(labs, exam)| (labs + exam).div_ceil(2));
        let cell = |grade: Option<u32>| grade.map(report::plain).unwrap_or_default();
        writer.write_record([
            report::cell(&row.student.name),
            cell(labs),
            cell(exam),
            cell(last),
        ])?;
    }
    let path = options.out.join("final.csv");
    let bytes = writer.into_inner().map_err(|error| error.into_error()).context("final.csv")?;
    report::write_whole(&options.out, "final.csv", &bytes)?;
    book.close()?;
    println!("{}", path.display());
    Ok(Exit::Graded)
}

/// The grades of the examination, by the students' numbers.
fn examined(file: &Path, class: &[Row], say: Words) -> Result<BTreeMap<i64, u32>> {
    let bad = |why: &str| Usage(say.bad_exam(file, why));
    let sheet = Sheet::read(file).map_err(|why| bad(&why))?;
    if sheet.header != *["student", "grade"].as_slice() {
        return Err(bad(&say.exam_header()).into());
    }
    let mut exams = BTreeMap::new();
    for record in &sheet.rows {
        let (name, grade) = (&record[0], &record[1]);
        let row = student(class, name).ok_or_else(|| Usage(say.unknown(name)))?;
        let grade = hundredths(grade).filter(|grade| *grade <= OUT_OF);
        let grade = grade.ok_or_else(|| Usage(say.no_grade(name)))?;
        if exams.insert(row.id, grade).is_some() {
            return Err(bad(&say.twice(name)).into());
        }
    }
    Ok(exams)
}

/// The labs out of 20, in hundredths, half up: each weighted as the course file says. None as long as
/// a lab that was handed in has no points.
fn continuous(book: &Gradebook, course: &Course, row: &Row) -> Result<Option<u32>> {
    let mut parts = Vec::new();
    for lab in &course.labs {
        let by_hand = book.by_hand(row.id, &lab.name)?;
        let points = match (by_hand, row.works.get(&lab.name)) {
            (Some(by_hand), _) => by_hand.hundredths,
            (None, None) => 0,
            (None, Some(work)) => match book.counting(&work.digest, &lab.name)? {
                None => return Ok(None),
                Some(Judgement { hundredths: earned, .. }) => {
                    earned - policy::lateness(course, lab, work.at, earned).deduction
                }
            },
        };
        parts.push(Part { weight: lab.weight, points, out_of: lab.points });
    }
    Ok(Some(weighted(&parts)))
}

/// A lab in the continuous half.
#[derive(Clone, Copy, Debug)]
struct Part {
    weight: u32,
    /// in hundredths
    points: u32,
    out_of: u32,
}

/// The weighted mean out of 20, in hundredths. Rounded once, at the end: the labs are brought to a
/// common denominator before they are added.
fn weighted(parts: &[Part]) -> u32 {
    let weights: u128 = parts.iter().map(|part| u128::from(part.weight)).sum();
    let common = parts.iter().map(|part| u128::from(part.out_of.max(1))).fold(1, least_common);
    let sum: u128 = parts
        .iter()
        .map(|part| {
            let share = common / u128::from(part.out_of.max(1));
            u128::from(part.weight) * u128::from(part.points) * share * 20
        })
        .sum();
    let whole = (weights * common).max(1);
    u32::try_from((2 * sum + whole) / (2 * whole)).unwrap_or(OUT_OF)
}

fn least_common(one: u128, other: u128) -> u128 {
    let (mut greatest, mut rest) = (one, other);
    while rest > 0 {
        (greatest, rest) = (rest, greatest % rest);
    }
    one / greatest * other
}

/// The one student of that name, as `grades.csv` or the folders have it.
fn student<'a>(class: &'a [Row], name: &str) -> Option<&'a Row> {
    let only = |fits: &dyn Fn(&Row) -> bool| {
        let mut found = class.iter().filter(|row| fits(row));
        found.next().filter(|_| found.next().is_none())
    };
    only(&|row| row.folder == name)
        .or_else(|| only(&|row| row.student.name == name))
        .or_else(|| only(&|row| report::cell(&row.student.name) == name))
}

/// `12`, `12.5` or `12,25` in hundredths.
fn hundredths(text: &str) -> Option<u32> {
    let (whole, part) = text.trim().split_once(['.', ',']).unwrap_or((text.trim(), ""));
    if part.len() > 2 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part: u32 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(part)
}

fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Moment(i64::try_from(since).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{Part, hundredths, weighted};

    #[test]
    fn points_have_at_most_two_decimals() {
        for (text, expected) in [
            ("12", Some(1200)),
            ("12.5", Some(1250)),
            (" 12,25 ", Some(1225)),
            ("0.05", Some(5)),
            ("12.345", None),
            ("-1", None),
            ("1e3", None),
            ("", None),
        ] {
            assert_eq!(hundredths(text), expected, "{text:?}");
        }
    }

    #[test]
    fn labs_are_weighted_and_rounded_once_half_up() {
        let part = |weight, points, out_of| Part { weight, points, out_of };
        assert_eq!(weighted(&[part(1, 2000, 20), part(1, 0, 20)]), 1000);
        assert_eq!(weighted(&[part(3, 2000, 20), part(1, 0, 20)]), 1500);
        // A half: 10.005 is 10.01.
        assert_eq!(weighted(&[part(1, 1000, 20), part(1, 1001, 20)]), 1001);
        // 20/30 + 20 · 0.5/30 …: three thirds are a whole, not 0.99.
        let thirds = [part(1, 1000, 30), part(1, 1000, 30), part(1, 1000, 30)];
        assert_eq!(weighted(&thirds), 667);
        assert_eq!(weighted(&[part(2, 1001, 30), part(1, 1000, 40)]), 612);
        assert_eq!(weighted(&[]), 0);
        assert_eq!(weighted(&[part(0, 2000, 20)]), 0);
    }
}
