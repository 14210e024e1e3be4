//! Points, durations and times as text.

use engine::Lang;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use marks::Points;

/// Points as a person reads them, with the decimal mark of the language.
pub fn points(points: Points, lang: Lang) -> String {
    localised(&points.to_string(), lang)
}

/// A duration in seconds, to tenths, a half rounded up.
pub fn seconds(milliseconds: u64, lang: Lang) -> String {
    let tenths = milliseconds.saturating_add(50) / 100;
    let number = format!("{}.{}", tenths / 10, tenths % 10);
    format!("{}\u{a0}s", localised(&number, lang))
}

/// A time as `2026-11-25 08:31 UTC`.
pub fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// A time in a zone, as `2026-11-25 09:31 CET`.
pub fn time_in(time: Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
}

/// The day of a time in a zone, as `2026-11-25`.
pub fn day_in(time: Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone()).strftime("%Y-%m-%d").to_string()
}

/// So many in a hundred, rounded down, so that 100 means all.
pub fn percent(part: u32, whole: u32) -> Option<u32> {
    let percent = (u64::from(part) * 100).checked_div(u64::from(whole))?;
    u32::try_from(percent).ok()
}

/// A number with the decimal mark of the language.
pub fn localised(number: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => number.replace('.', ","),
        Lang::En => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use engine::Lang;
    use jiff::Timestamp;
    use marks::Points;

    use super::{percent, points, seconds, time};

    #[test]
    fn points_have_the_decimal_mark_of_the_language() {
        let twelve = Points::from_hundredths(1250);
        assert_eq!(points(twelve, Lang::Fr), "12,5");
        assert_eq!(points(twelve, Lang::En), "12.5");
    }

    #[test]
    fn times_are_shown_to_the_minute() {
        let shown = |seconds| time(Timestamp::from_second(seconds).expect("a time"));
        assert_eq!(shown(0), "1970-01-01 00:00 UTC");
        assert_eq!(shown(951_868_799), "2000-02-29 23:59 UTC");
        assert_eq!(shown(1_795_595_460), "2026-11-25 08:31 UTC");
        assert_eq!(shown(-1), "1969-12-31 23:59 UTC");
    }

    #[test]
    fn durations_have_tenths() {
        assert_eq!(seconds(1250, Lang::En), "1.3\u{a0}s");
        assert_eq!(seconds(980, Lang::Fr), "1,0\u{a0}s");
    }

    #[test]
    fn only_all_is_a_hundred_percent() {
        assert_eq!(percent(199, 200), Some(99));
        assert_eq!(percent(200, 200), Some(100));
        assert_eq!(percent(0, 0), None);
    }
}
