//! What a person adds: changes by hand, the examination, and the final grades.

use std::collections::BTreeMap;
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use engine::Lang;
use lab::course::Course;

use crate::cli::{Exit, FinalOptions, OverrideOptions, Usage};
use crate::gradebook::{Gradebook, Row};
use crate::model::{ByHand, Moment};
use crate::policy;
use crate::run::BOOK;
use crate::words::Words;

/// What grades are out of, in hundredths.
const OUT_OF: u32 = 2000;

/// `grader override`.
///
/// # Errors
/// A student or a lab that there is not, points that are no number, a reason that says nothing.
pub fn change(options: &OverrideOptions, lang: Lang) -> Result<Exit> {
    let say = Words(lang);
    let course = Course::find()?;
    let lab = course.lab(&options.lab)?;
    let most = lab.points * 100;
    let hundredths = hundredths(&options.points)
        .filter(|hundredths| *hundredths <= most)
        .ok_or_else(|| Usage(say.no_points(&options.points, lab.points)))?;
    if options.reason.trim().is_empty() || options.who.trim().is_empty() {
        return Err(Usage(say.no_reason()).into());
    }
    let book = existing(&options.out, lang)?;
    let class = book.class()?;
    let row =
        student(&class, &options.student).map_err(|_| Usage(say.unknown(&options.student)))?;
    let change =
        ByHand { hundredths, reason: options.reason.clone(), who: options.who.clone(), at: now() };
    book.change(row.id, &lab.name, &change)?;
    book.close()?;
    println!("{}", say.changed(&row.student.name, &lab.name, hundredths));
    Ok(Exit::Graded)
}

/// `grader final`: half the labs, weighted, half the examination, out of 20, rounded to hundredths,
/// half up.
///
/// # Errors
/// A file that cannot be read, a grade that is no number from 0 to 20, a student whom nobody knows.
pub fn write(options: &FinalOptions, lang: Lang) -> Result<Exit> {
    let say = Words(lang);
    let course = Course::find()?;
    let book = existing(&options.out, lang)?;
    let class = book.class()?;
    let mut exams = BTreeMap::new();
    let reading = || format!("reading {}", options.exam.display());
    let mut reader = csv::Reader::from_path(&options.exam).with_context(reading)?;
    for record in reader.records() {
        let record = record.with_context(reading)?;
        let (name, grade) = (record.get(0).unwrap_or_default(), record.get(1).unwrap_or_default());
        let row = student(&class, name).map_err(|_| Usage(say.unknown(name)))?;
        let grade = hundredths(grade).filter(|grade| *grade <= OUT_OF);
        exams.insert(row.id, grade.ok_or_else(|| Usage(say.no_grade(name)))?);
    }
    book.examine(&exams)?;
    let exams = book.exams()?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["student", "labs", "exam", "final"])?;
    for row in &class {
        let labs = continuous(&book, &course, row)?;
        let exam = exams.get(&row.id).copied();
        // Without an examination there is no final grade: a nought would be a lie.
        let last = exam.map(|exam| (labs + exam).div_ceil(2));
        let cell = |grade: Option<u32>| grade.map(shown).unwrap_or_default();
        let name = crate::report::cell(&row.student.name);
        writer.write_record([name, shown(labs), cell(exam), cell(last)])?;
    }
    let path = options.out.join("final.csv");
    let bytes = writer.into_inner().map_err(|error| error.into_error()).context("final.csv")?;
    crate::report::write_whole(&options.out, "final.csv", &bytes)?;
    book.close()?;
    println!("{}", path.display());
    Ok(Exit::Graded)
}

/// The labs out of 20, in hundredths: each weighted as the course file says, half up.
fn continuous(book: &Gradebook, course: &Course, row: &Row) -> Result<u32> {
    let (mut sum, mut worth) = (0_u64, 0_u64);
    for lab in &course.labs {
        let judgement = match row.works.get(&lab.name) {
            Some(digest) => book.latest(digest, &lab.name)?,
            None => None,
        };
        let earned = judgement.map_or(0, |judgement| judgement.hundredths);
        let late = policy::lateness(course, lab, row.handed_in, earned);
        let by_hand = book.by_hand(row.id, &lab.name)?;
        let points = by_hand.map_or(earned - late.deduction, |hand| hand.hundredths);
        sum +=
            u64::from(lab.weight) * u64::from(points) * u64::from(OUT_OF) / u64::from(lab.points);
        worth += u64::from(lab.weight) * 100;
    }
    Ok(u32::try_from((sum * 2 + worth) / (worth.max(1) * 2)).unwrap_or(OUT_OF))
}

fn existing(out: &std::path::Path, lang: Lang) -> Result<Gradebook> {
    let file = out.join(BOOK);
    if !fs::exists(&file).unwrap_or(false) {
        return Err(Usage(Words(lang).no_gradebook(out)).into());
    }
    Gradebook::open(&file)
}

fn student<'a>(class: &'a [Row], name: &str) -> Result<&'a Row, ()> {
    let mut found = class.iter().filter(|row| row.student.name == name || row.folder == name);
    match (found.next(), found.next()) {
        (Some(row), None) => Ok(row),
        _ => Err(()),
    }
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

fn shown(hundredths: u32) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Moment(i64::try_from(since).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{hundredths, shown};

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
        assert_eq!([shown(1250), shown(2000), shown(5)], ["12.5", "20", "0.05"]);
    }
}
