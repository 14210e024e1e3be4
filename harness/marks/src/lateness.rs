//! What lateness costs, as the course file says.

use jiff::Timestamp;
use lab::course::{Lab, Late};

use crate::points::Points;

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// What lateness takes of a lab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lateness {
    /// days that have begun since the deadline, 0 when in time
    pub days: u32,
    /// what is taken of the points
    pub deduction: Points,
}

/// What handing `lab` in at that time, with this deadline, takes of the points that were earned: for every day that has
/// begun since the deadline, once the grace has passed, a part of what the lab is worth. Never more
/// than was earned. A submission whose time is unknown is in time.
pub fn lateness(
    rule: Option<&Late>,
    lab: &Lab,
    deadline: Option<Timestamp>,
    handed_in: Option<Timestamp>,
    earned: Points,
) -> Lateness {
    let known = rule.zip(deadline).zip(handed_in);
    let Some(((rule, deadline), handed_in)) = known else { return Lateness::default() };
    let seconds = handed_in.as_second() - deadline.as_second();
    if seconds <= i64::from(rule.grace_minutes) * 60 {
        return Lateness::default();
    }
    let days = u32::try_from((seconds + DAY - 1) / DAY).unwrap_or(u32::MAX);
    let percent = days.saturating_mul(rule.percent_per_day).min(rule.percent_at_most);
    let deduction = Points::from_hundredths(lab.points * percent).min(earned);
    Lateness { days, deduction }
}

/// When the lab is to be handed in. The course file was refused if its deadline lacked the offset.
pub fn deadline(lab: &Lab) -> Option<Timestamp> {
    lab.deadline?.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use jiff::Timestamp;
    use lab::course::{Course, Lab, Late};

    use super::{Lateness, deadline, lateness};
    use crate::points::Points;

    const RULE: Late = Late { grace_minutes: 15, percent_per_day: 10, percent_at_most: 50 };

    fn lab(deadline: &str) -> Lab {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut course = Course::load(&root).expect("the course file");
        course.labs[0].deadline = deadline.parse().ok();
        course.labs.swap_remove(0)
    }

    fn late(lab: &Lab, seconds: i64, earned: u32) -> Lateness {
        let deadline = deadline(lab).expect("a deadline").as_second();
        let handed_in = Timestamp::from_second(deadline + seconds).expect("a time");
        lateness(
            Some(&RULE),
            lab,
            super::deadline(lab),
            Some(handed_in),
            Points::from_hundredths(earned),
        )
    }

    fn taken(days: u32, hundredths: u32) -> Lateness {
        Lateness { days, deduction: Points::from_hundredths(hundredths) }
    }

    #[test]
    fn a_deadline_is_a_moment_whatever_its_offset() {
        let known = Timestamp::from_second(1_791_842_340).expect("a time");
        for text in
            ["2026-10-12T23:59:00+02:00", "2026-10-12T21:59:00Z", "2026-10-12 23:59:00+02:00"]
        {
            assert_eq!(deadline(&lab(text)), Some(known), "{text}");
        }
    }

    #[test]
    fn a_day_that_has_begun_counts_once_the_grace_has_passed() {
        let lab = lab("2026-10-12T23:59:00+02:00");
        assert_eq!(late(&lab, 0, 2000), Lateness::default());
        assert_eq!(late(&lab, 15 * 60, 2000), Lateness::default());
        assert_eq!(late(&lab, 15 * 60 + 1, 2000), taken(1, 200));
        assert_eq!(late(&lab, 86_400, 2000), taken(1, 200));
        assert_eq!(late(&lab, 86_401, 2000), taken(2, 400));
        assert_eq!(late(&lab, 86_400 * 30, 2000), taken(30, 1000));
    }

    #[test]
    fn lateness_takes_no_more_than_was_earned() {
        let lab = lab("2026-10-12T23:59:00+02:00");
        assert_eq!(late(&lab, 86_400 * 5, 300).deduction, Points::whole(3));
        assert_eq!(
            lateness(Some(&RULE), &lab, deadline(&lab), None, Points::whole(3)),
            Lateness::default()
        );
        let handed_in = Some(Timestamp::MAX);
        assert_eq!(
            lateness(None, &lab, deadline(&lab), handed_in, Points::whole(3)),
            Lateness::default()
        );
    }
}
