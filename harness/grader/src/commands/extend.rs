//! `grader extend`: more time for a student's lab.

use anyhow::Result;
use engine::Lang;
use gradebook::Extension;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use lab::course::Course;

use crate::by_hand::ByHand;
use crate::exit::{Exit, Usage};
use crate::messages::{labels, shown, usage};
use crate::options::ExtendOptions;

/// `grader extend`.
///
/// # Errors
/// Those of [`ByHand::open`], and a time that isn't one.
pub fn run(options: &ExtendOptions, course: &Course, lang: Lang) -> Result<Exit> {
    let zone = pipeline::zone(course)?;
    let bad = || Usage(usage::no_time(shown(&options.until)));
    let until = moment(&options.until, &zone).ok_or_else(bad)?;
    let by_hand = ByHand::open(&options.by_hand, course)?;
    let extension = Extension {
        until,
        reason: options.by_hand.reason.clone(),
        who: options.by_hand.who.clone(),
        at: Timestamp::now(),
    };
    let (name, lab) = (by_hand.name(), &by_hand.lab.name);
    by_hand.book.record_extension(by_hand.record.id, lab, &extension)?;
    by_hand.book.close()?;
    println!("{}", labels::extended(name, lab, reports::time_in(until, &zone)).text(lang));
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
