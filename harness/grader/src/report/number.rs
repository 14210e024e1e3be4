//! Points, grades, durations and moments as text.

use engine::Lang;

use crate::model::Moment;

/// Points as a program reads them: a decimal point, no trailing zeros.
pub fn plain(hundredths: u32) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => format!("{whole}"),
        _ if rest.is_multiple_of(10) => format!("{whole}.{}", rest / 10),
        _ => format!("{whole}.{rest:02}"),
    }
}

/// Points as a person reads them, with the decimal mark of the language.
pub fn points(hundredths: u32, lang: Lang) -> String {
    localised(&plain(hundredths), lang)
}

/// `hundredths` of `out_of` points as hundredths of a grade out of 20, the French scale: to
/// hundredths, a half rounded up. Nothing is graded out of nothing.
pub fn of_twenty(hundredths: u32, out_of: u32) -> u32 {
    let (hundredths, out_of) = (u64::from(hundredths), u64::from(out_of));
    let grade = (hundredths * 40 + out_of).checked_div(2 * out_of).unwrap_or(0);
    u32::try_from(grade).unwrap_or(u32::MAX)
}

/// A duration in seconds, to tenths, a half rounded up.
pub fn seconds(milliseconds: u64, lang: Lang) -> String {
    let tenths = milliseconds.saturating_add(50) / 100;
    let number = format!("{}.{}", tenths / 10, tenths % 10);
    format!("{}\u{a0}s", localised(&number, lang))
}

/// A moment as `2026-11-25 08:31 UTC`.
pub fn moment(moment: Moment) -> String {
    let (days, seconds) = (moment.0.div_euclid(86_400), moment.0.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    let (hour, minute) = (seconds / 3600, seconds % 3600 / 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

fn localised(number: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => number.replace('.', ","),
        Lang::En => number.to_owned(),
    }
}

/// Year, month and day of a day counted from 1970. (Howard Hinnant, “chrono-compatible low-level
/// date algorithms”, `civil_from_days`; eras of 400 years that begin in March)
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use engine::Lang;

    use super::{moment, of_twenty, plain, points, seconds};
    use crate::model::Moment;

    #[test]
    fn points_have_no_trailing_zeros() {
        let shown = [0, 5, 10, 100, 1250, 1999, 2000].map(plain);
        assert_eq!(shown, ["0", "0.05", "0.1", "1", "12.5", "19.99", "20"]);
        assert_eq!(points(1250, Lang::Fr), "12,5");
        assert_eq!(points(1250, Lang::En), "12.5");
    }

    #[test]
    fn a_grade_is_rounded_half_up_to_hundredths() {
        assert_eq!(of_twenty(10_000, 100), 2000);
        // 12.345 / 20 of 80 points is 49.38 points; 3.125 rounds up, 3.1225 down.
        assert_eq!(of_twenty(4938, 80), 1235, "12.345");
        assert_eq!(of_twenty(1250, 80), 313, "3.125");
        assert_eq!(of_twenty(1249, 80), 312, "3.1225");
        assert_eq!(of_twenty(0, 80), 0);
        assert_eq!(of_twenty(500, 0), 0);
    }

    #[test]
    fn moments_are_civil() {
        assert_eq!(moment(Moment(0)), "1970-01-01 00:00 UTC");
        assert_eq!(moment(Moment(951_868_799)), "2000-02-29 23:59 UTC");
        assert_eq!(moment(Moment(1_795_595_460)), "2026-11-25 08:31 UTC");
        assert_eq!(moment(Moment(-1)), "1969-12-31 23:59 UTC");
    }

    #[test]
    fn durations_have_tenths() {
        assert_eq!(seconds(1250, Lang::En), "1.3\u{a0}s");
        assert_eq!(seconds(980, Lang::Fr), "1,0\u{a0}s");
    }
}
