//! Times as archives and file systems have them, to the second.

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;
use zip::DateTime;

/// Seconds from 1601, where Windows begins, to 1970.
const SINCE_1601: i64 = 11_644_473_600;

/// Windows counts in tenths of a microsecond.
const TICKS: u64 = 10_000_000;

/// The time of a file.
pub(crate) fn of(time: SystemTime) -> Option<Timestamp> {
    // Other archives know no fractions, and times are compared across them.
    seconds(Timestamp::try_from(time).ok()?.as_second())
}

/// So many seconds since 1970, UTC.
pub(crate) fn seconds(since_1970: i64) -> Option<Timestamp> {
    Timestamp::from_second(since_1970).ok()
}

/// A time of NTFS.
pub(crate) fn of_ticks(ticks: u64) -> Option<Timestamp> {
    seconds(i64::try_from(ticks / TICKS).ok()? - SINCE_1601)
}

/// A time of a zip, which has no zone, in this one. Of the hour that comes twice in autumn it is the first, and
/// of the one that does not come in spring the beginning: whoever hands in is never later than the clock said.
pub(crate) fn in_zone(time: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let small = |number: u8| i8::try_from(number).ok();
    let date = civil::Date::new(
        i16::try_from(time.year()).ok()?,
        small(time.month())?,
        small(time.day())?,
    );
    // A zip may have a leap second, which is the second before it here.
    let (hour, minute, second) = (time.hour(), time.minute(), time.second().min(59));
    let time = civil::Time::new(small(hour)?, small(minute)?, small(second)?, 0);
    zone.to_ambiguous_timestamp(date.ok()?.to_datetime(time.ok()?)).earlier().ok()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use jiff::tz::TimeZone;
    use zip::DateTime;

    use super::{in_zone, of, of_ticks, seconds};

    #[test]
    fn times_before_and_after_1970_are_whole_seconds() {
        assert_eq!(of(UNIX_EPOCH + Duration::from_millis(1_500)), seconds(1));
        assert_eq!(of(UNIX_EPOCH - Duration::from_secs(7)), seconds(-7));
        assert_eq!(of_ticks(116_444_736_000_000_000), seconds(0));
    }

    #[test]
    fn a_time_without_a_zone_is_in_the_one_given_summer_time_included() {
        let noon = |month| DateTime::from_date_and_time(2026, month, 1, 12, 0, 0).expect("a date");
        let paris = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a zone");
        // Noon UTC is 1772366400 in March and 1782907200 in July.
        assert_eq!(in_zone(noon(3), &TimeZone::UTC), seconds(1_772_366_400));
        assert_eq!(in_zone(noon(3), &paris), seconds(1_772_366_400 - 3600));
        assert_eq!(in_zone(noon(7), &paris), seconds(1_782_907_200 - 2 * 3600));
        // Half past two on 25 October 2026 comes at 00:30 and at 01:30 UTC.
        let twice = DateTime::from_date_and_time(2026, 10, 25, 2, 30, 0).expect("a date");
        assert_eq!(in_zone(twice, &paris), seconds(1_792_888_200));
    }
}
