//! Numbers as the format writes them: what `ParseFloat` and `ParseInt` of Go accept.
//!
//! Prometheus itself accepts neither hexadecimal numbers nor underscores, and nor does this.

/// A value, a bound or a quantile.
///
/// The spellings of NaN and infinity are Go's: `NaN` without a sign, `Inf` or `Infinity` with or
/// without one, in any case. `None` also for a number too large for 64 bits, an error in Go, where
/// Rust would read infinity; a number too close to zero is zero in both.
pub(crate) fn float(text: &str) -> Option<f64> {
    let number: f64 = text.parse().ok()?;
    let has_digits = text.contains(|character: char| character.is_ascii_digit());
    let is_too_large = number.is_infinite() && has_digits;
    let is_signed_nan = number.is_nan() && text.starts_with(['+', '-']);
    (!is_too_large && !is_signed_nan).then_some(number)
}

/// Milliseconds since the beginning of 1970, UTC; negative before.
pub(crate) fn timestamp(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// Whether a number can count observations.
pub(crate) fn is_count(number: f64) -> bool {
    number.is_finite() && number >= 0.0 && number.fract() == 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_numbers_with_and_without_exponents_are_read() {
        let numbers = [
            ("0", 0.0),
            ("+1", 1.0),
            ("-.5", -0.5),
            ("5.", 5.0),
            ("007", 7.0),
            ("1e3", 1000.0),
            ("1.5E-1", 0.15),
            ("1e+2", 100.0),
            ("1e-400", 0.0),
            ("1.7976931348623157e308", f64::MAX),
        ];
        for (text, number) in numbers {
            assert_eq!(float(text), Some(number), "{text}");
        }
    }

    #[test]
    fn infinity_and_nan_have_the_spellings_of_go() {
        for text in ["+Inf", "Inf", "inf", "+infinity", "INFINITY"] {
            assert_eq!(float(text), Some(f64::INFINITY), "{text}");
        }
        assert_eq!(float("-Inf"), Some(f64::NEG_INFINITY));
        for text in ["NaN", "nan", "Nan"] {
            assert!(float(text).is_some_and(f64::is_nan), "{text}");
        }
    }

    #[test]
    fn everything_else_is_not_a_number() {
        let texts = [
            "", ".", "-", "e3", "1e", "1e+", "1.2.3", "1,5", "0x1p3", "0x10", "1_000", "1e309",
            "-1e309", "+NaN", "-nan", "++1", "1f", "true", "١", "Infinit",
        ];
        for text in texts {
            assert_eq!(float(text), None, "{text}");
        }
    }

    #[test]
    fn timestamps_are_whole_numbers_of_64_bits() {
        assert_eq!(timestamp("1395066363000"), Some(1_395_066_363_000));
        assert_eq!(timestamp("-3982045"), Some(-3_982_045));
        assert_eq!(timestamp("9223372036854775807"), Some(i64::MAX));
        for text in ["9223372036854775808", "1.5", "1e3", "", "-", "NaN"] {
            assert_eq!(timestamp(text), None, "{text}");
        }
    }

    #[test]
    fn a_count_is_whole_and_not_negative() {
        assert!(is_count(0.0) && is_count(-0.0) && is_count(1e20));
        assert!(!is_count(-1.0) && !is_count(0.5) && !is_count(f64::NAN));
        assert!(!is_count(f64::INFINITY));
    }
}
