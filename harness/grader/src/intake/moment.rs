//! Times as archives and file systems have them, as moments.

use std::time::{SystemTime, UNIX_EPOCH};

use zip::DateTime;

use crate::model::Moment;

/// Seconds from 1601, where Windows begins, to 1970.
const SINCE_1601: i64 = 11_644_473_600;

/// Windows counts in tenths of a microsecond.
const TICKS: u64 = 10_000_000;

/// The time of a file.
pub(super) fn of(time: SystemTime) -> Option<Moment> {
    let seconds = match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).ok()?,
        Err(before) => -i64::try_from(before.duration().as_secs()).ok()?,
    };
    Some(Moment(seconds))
}

/// A time of NTFS.
pub(super) fn of_ticks(ticks: u64) -> Option<Moment> {
    Some(Moment(i64::try_from(ticks / TICKS).ok()? - SINCE_1601))
}

/// A time of a zip, which has no zone: that of this machine is taken.
#[cfg(unix)]
#[expect(unsafe_code, reason = "the standard library knows no time zone")]
pub(super) fn local(time: DateTime) -> Option<Moment> {
    // SAFETY: `tm` is a plain structure, for which zero is a value in every field.
    let mut parts: libc::tm = unsafe { std::mem::zeroed() };
    parts.tm_year = i32::from(time.year()) - 1900;
    parts.tm_mon = i32::from(time.month()) - 1;
    parts.tm_mday = i32::from(time.day());
    parts.tm_hour = i32::from(time.hour());
    parts.tm_min = i32::from(time.minute());
    parts.tm_sec = i32::from(time.second());
    parts.tm_isdst = -1;
    // SAFETY: `mktime` reads and writes the structure it is given, which outlives the call.
    let seconds = unsafe { libc::mktime(&raw mut parts) };
    (seconds != -1).then_some(Moment(seconds))
}

/// A time of a zip, which has no zone; nothing is graded here.
#[cfg(not(unix))]
pub(super) fn local(_: DateTime) -> Option<Moment> {
    None
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use zip::DateTime;

    use super::{local, of, of_ticks};
    use crate::model::Moment;

    #[test]
    fn times_before_and_after_1970_are_moments() {
        assert_eq!(of(UNIX_EPOCH + Duration::from_millis(1_500)), Some(Moment(1)));
        assert_eq!(of(UNIX_EPOCH - Duration::from_secs(7)), Some(Moment(-7)));
        assert_eq!(of_ticks(116_444_736_000_000_000), Some(Moment(0)));
    }

    #[test]
    #[cfg(unix)]
    fn a_time_without_a_zone_is_that_of_this_machine() {
        let noon = DateTime::from_date_and_time(2026, 3, 1, 12, 0, 0).expect("a date");
        let later = DateTime::from_date_and_time(2026, 3, 2, 12, 0, 30).expect("a date");
        let (noon, later) = (local(noon).expect("a moment"), local(later).expect("a moment"));
        assert_eq!(later.0 - noon.0, 24 * 3600 + 30);
        // Noon UTC, give or take the fourteen hours of the farthest zone.
        assert!((noon.0 - 1_772_366_400).abs() <= 14 * 3600);
    }
}
