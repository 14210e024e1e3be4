//! `grader extend`: more time for a student's lab, or for many of a file.

use std::path::Path;

use anyhow::Result;
use engine::Lang;
use gradebook::{Extension, StudentRecord};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use lab::course::Course;
use texts::Message;

use crate::exit::{Exit, Usage};
use crate::messages::{self, labels, shown, usage};
use crate::options::ExtendOptions;
use crate::people::found_one;
use crate::ready;
use crate::sheet::{self, Sheet};

/// An extension on the command line or in a file.
struct Asked<'a> {
    student: &'a str,
    lab: &'a str,
    until: &'a str,
    reason: &'a str,
}

/// A valid extension.
struct Given<'a> {
    record: &'a StudentRecord,
    lab: &'a str,
    until: Timestamp,
    reason: String,
}

/// `grader extend`. If one line of a file is wrong, nothing is recorded.
///
/// # Errors
/// A student or a lab that does not exist, a time that isn't one, and a reason or a name without a word.
pub fn run(options: &ExtendOptions, course: &Course, lang: Lang) -> Result<Exit> {
    let zone = pipeline::zone(course)?;
    let book = ready::existing(&options.out)?;
    let students = book.students()?;
    if options.who.trim().is_empty() {
        return Err(Usage(usage::NO_REASON).into());
    }
    let given = match &options.from {
        Some(file) => of_file(file, &students, course, &zone)?,
        None => {
            let asked = Asked {
                student: options.student.as_deref().unwrap_or_default(),
                lab: options.lab.as_deref().unwrap_or_default(),
                until: options.until.as_deref().unwrap_or_default(),
                reason: options.reason.as_deref().unwrap_or_default(),
            };
            vec![given(&asked, &students, course, &zone).map_err(Usage)?]
        }
    };
    for Given { record, lab, until, reason } in given {
        let who = options.who.clone();
        let extension = Extension { until, reason, who, at: Timestamp::now() };
        book.record_extension(record.id, lab, &extension)?;
        let until = reports::time_in(until, &zone);
        println!("{}", labels::extended(shown(&record.student.name), lab, until).text(lang));
    }
    book.close()?;
    Ok(Exit::Graded)
}

/// Checks an extension.
fn given<'a>(
    asked: &Asked<'_>,
    students: &'a [StudentRecord],
    course: &'a Course,
    zone: &TimeZone,
) -> Result<Given<'a>, Message> {
    let lab = course.lab(asked.lab).map_err(|error| said(&error))?;
    let record = found_one(students, asked.student).map_err(|Usage(why)| why)?;
    let until = moment(asked.until, zone).ok_or_else(|| usage::no_time(shown(asked.until)))?;
    if asked.reason.trim().is_empty() {
        return Err(usage::NO_REASON);
    }
    Ok(Given { record, lab: &lab.name, until, reason: asked.reason.to_owned() })
}

/// The message of an error of the course.
fn said(error: &anyhow::Error) -> Message {
    match error.downcast_ref() {
        Some(lab::Refusal::Usage(message) | lab::Refusal::Trouble(message)) => message.clone(),
        None => Message::verbatim(error.to_string()),
    }
}

/// The extensions of a file.
fn of_file<'a>(
    file: &Path,
    students: &'a [StudentRecord],
    course: &'a Course,
    zone: &TimeZone,
) -> Result<Vec<Given<'a>>> {
    let bad = |why: Message| Usage(usage::bad_extensions(messages::path(file), why));
    let text = sheet::text(file).map_err(|why| bad(Message::verbatim(why)))?;
    let (sheet, mut wrong) = Sheet::of(&text).map_err(bad)?;
    let titles: [&[&str]; 4] = [
        &["student", "etudiant", "number", "email"],
        &["lab"],
        &["until", "jusqu'au", "deadline", "date limite"],
        &["reason", "raison", "motif"],
    ];
    let [Some(student), Some(lab), Some(until), Some(reason)] =
        titles.map(|titles| sheet.column(titles))
    else {
        return Err(bad(usage::EXTENSIONS_HEADER).into());
    };
    let mut all = Vec::new();
    for row in &sheet.rows {
        let asked = Asked {
            student: row.cell(student),
            lab: row.cell(lab),
            until: row.cell(until),
            reason: row.cell(reason),
        };
        match given(&asked, students, course, zone) {
            Ok(given) => all.push(given),
            Err(why) => wrong.push(usage::at_line(row.line, why)),
        }
    }
    if wrong.is_empty() { Ok(all) } else { Err(bad(Message::joined(wrong, "\n")).into()) }
}

/// A moment: with an offset, else in this zone; a day alone means its end.
fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    // A day has a form of its own: as a time it would be its beginning.
    let local = match text.parse::<Date>() {
        Ok(day) if !text.contains(['T', ' ']) => {
            day.to_datetime(jiff::civil::Time::midnight()).checked_add(1.day()).ok()?
        }
        _ => text.parse::<DateTime>().ok()?,
    };
    zone.to_ambiguous_timestamp(local).later().ok()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::moment;

    #[test]
    fn a_moment_is_in_the_zone_of_the_course_and_a_day_ends_with_it() {
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a zone");
        for (text, moment_in_utc) in [
            ("2026-03-02T18:00:00Z", "2026-03-02T18:00:00Z"),
            ("2026-03-02T18:00:00+01:00", "2026-03-02T17:00:00Z"),
            ("2026-03-02T18:00", "2026-03-02T17:00:00Z"),
            ("2026-03-02 18:00", "2026-03-02T17:00:00Z"),
            ("2026-07-02", "2026-07-02T22:00:00Z"),
        ] {
            let found = moment(text, &zone).map(|moment| moment.to_string());
            assert_eq!(found.as_deref(), Some(moment_in_utc), "{text}");
        }
        for text in ["", "tomorrow", "2026-13-01", "18:00"] {
            assert_eq!(moment(text, &zone), None, "{text}");
        }
    }
}
