//! `grader extend`: more time for a student's lab.

use anyhow::Result;
use engine::Lang;
use gradebook::Extension;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use lab::course::Course;

use crate::exit::{Exit, Usage};
use crate::messages::{labels, shown, usage};
use crate::options::ExtendOptions;
use crate::ready;
use crate::students::student;

/// `grader extend`.
///
/// # Errors
/// A student or a lab that there is not, a time that isn't one, a reason that says nothing.
pub fn run(options: &ExtendOptions, course: &Course, lang: Lang) -> Result<Exit> {
    let lab = course.lab(&options.lab)?;
    let zone = pipeline::zone(course)?;
    let bad = || Usage(usage::no_time(shown(&options.until)));
    let until = moment(&options.until, &zone).ok_or_else(bad)?;
    if options.reason.trim().is_empty() || options.who.trim().is_empty() {
        return Err(Usage(usage::NO_REASON).into());
    }
    let book = ready::existing(&options.out)?;
    let students = book.students()?;
    let unknown = || Usage(usage::unknown_student(shown(&options.student)));
    let record = student(&students, &options.student).ok_or_else(unknown)?;
    let extension = Extension {
        until,
        reason: options.reason.clone(),
        who: options.who.clone(),
        at: Timestamp::now(),
    };
    book.record_extension(record.id, &lab.name, &extension)?;
    book.close()?;
    let until = reports::time_in(until, &zone);
    println!("{}", labels::extended(shown(&record.student.name), &lab.name, until).text(lang));
    Ok(Exit::Graded)
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
