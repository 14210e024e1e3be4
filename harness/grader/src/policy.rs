//! What lateness costs, as the course file says.

use lab::course::{Course, Lab};

use crate::model::Moment;

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// What lateness takes of a lab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lateness {
    /// days that have begun since the deadline, 0 when in time
    pub days: u32,
    /// hundredths of a point
    pub deduction: u32,
}

/// What handing `lab` in at that moment takes of `hundredths` points: for every day that has begun
/// since the deadline, once the grace has passed, a part of what the lab is worth. Never more than the
/// points that there are. Work whose time nobody knows is in time.
pub fn lateness(
    course: &Course,
    lab: &Lab,
    handed_in: Option<Moment>,
    hundredths: u32,
) -> Lateness {
    let Some((late, deadline)) = course.late.as_ref().zip(lab.deadline()) else {
        return Lateness::default();
    };
    let Some(Moment(handed_in)) = handed_in else { return Lateness::default() };
    let seconds = handed_in - deadline;
    if seconds <= i64::from(late.grace_minutes) * 60 {
        return Lateness::default();
    }
    let days = u32::try_from((seconds + DAY - 1) / DAY).unwrap_or(u32::MAX);
    let percent = days.saturating_mul(late.percent_per_day).min(late.percent_at_most);
    let deduction = (lab.points * percent).min(hundredths);
    Lateness { days, deduction }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use lab::course::{Course, Late};

    use super::{Lateness, lateness};
    use crate::model::Moment;

    fn course() -> Course {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut course = Course::load(&root).expect("the course file");
        course.late = Some(Late { grace_minutes: 15, percent_per_day: 10, percent_at_most: 50 });
        course.labs[0].deadline = "2026-10-12T23:59:00+02:00".parse().ok();
        course
    }

    #[test]
    fn a_day_that_has_begun_counts_once_the_grace_has_passed() {
        let course = course();
        let lab = &course.labs[0];
        // 2026-10-12 21:59:00 UTC
        let deadline = 1_791_842_340;
        let late = |seconds: i64| lateness(&course, lab, Some(Moment(deadline + seconds)), 2000);
        assert_eq!(late(0), Lateness::default());
        assert_eq!(late(15 * 60), Lateness::default());
        assert_eq!(late(15 * 60 + 1), Lateness { days: 1, deduction: 200 });
        assert_eq!(late(86_400), Lateness { days: 1, deduction: 200 });
        assert_eq!(late(86_401), Lateness { days: 2, deduction: 400 });
        assert_eq!(late(86_400 * 30), Lateness { days: 30, deduction: 1000 });
    }

    #[test]
    fn lateness_takes_no_more_than_there_is() {
        let course = course();
        let lab = &course.labs[0];
        let moment = Some(Moment(1_791_842_340 + 86_400 * 5));
        assert_eq!(lateness(&course, lab, moment, 300).deduction, 300);
        assert_eq!(lateness(&course, lab, None, 300), Lateness::default());
    }
}
