//! Points: the one type for what is earned, taken, changed and summed.

use std::fmt::{self, Display};
use std::iter::Sum;
use std::ops::{Add, Sub};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Points to the hundredth, without rounding. Grades out of 20 are points too.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Points(u32);

/// The text is not a number of points with at most two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a number of points with at most two decimals")]
pub struct NotPoints;

impl Points {
    /// What grades are out of, on the French scale.
    pub const TWENTY: Self = Self::whole(20);

    /// So many whole points.
    pub const fn whole(points: u32) -> Self {
        Self(points * 100)
    }

    /// So many hundredths of a point.
    pub const fn from_hundredths(hundredths: u32) -> Self {
        Self(hundredths)
    }

    /// How many hundredths of a point these are.
    pub const fn hundredths(self) -> u32 {
        self.0
    }

    /// These points of `out_of` as a grade out of 20, to the hundredth, a half rounded up. Nothing is
    /// graded out of nothing.
    pub fn out_of_twenty(self, out_of: Self) -> Self {
        self.scaled(out_of, Self::TWENTY)
    }

    /// These points of `out_of` on the scale of `maximum`, to the hundredth, a half rounded up.
    pub fn scaled(self, out_of: Self, maximum: Self) -> Self {
        let (points, out_of) = (u64::from(self.0), u64::from(out_of.0));
        let twice = 2 * points * u64::from(maximum.0) + out_of;
        let grade = twice.checked_div(2 * out_of).unwrap_or(0);
        Self(u32::try_from(grade).unwrap_or(u32::MAX))
    }
}

impl Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// Never below zero.
impl Sub for Points {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::default(), Add::add)
    }
}

/// As a program reads them: a decimal point, no trailing zeros.
impl Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}"),
            _ if rest.is_multiple_of(10) => write!(f, "{whole}.{}", rest / 10),
            _ => write!(f, "{whole}.{rest:02}"),
        }
    }
}

/// `12`, `12.5` or `12,25`.
impl FromStr for Points {
    type Err = NotPoints;

    fn from_str(text: &str) -> Result<Self, NotPoints> {
        let (whole, part) = text.trim().split_once(['.', ',']).unwrap_or((text.trim(), ""));
        if part.len() > 2 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotPoints);
        }
        let part: u32 = format!("{part:0<2}").parse().map_err(|_| NotPoints)?;
        let whole: u32 = whole.parse().map_err(|_| NotPoints)?;
        whole.checked_mul(100).and_then(|whole| whole.checked_add(part)).map(Self).ok_or(NotPoints)
    }
}

#[cfg(test)]
mod tests {
    use super::{NotPoints, Points};

    #[test]
    fn points_have_at_most_two_decimals() {
        for (text, expected) in [
            ("12", Ok(1200)),
            ("12.5", Ok(1250)),
            (" 12,25 ", Ok(1225)),
            ("0.05", Ok(5)),
            ("12.345", Err(NotPoints)),
            ("-1", Err(NotPoints)),
            ("1e3", Err(NotPoints)),
            ("", Err(NotPoints)),
        ] {
            assert_eq!(text.parse(), expected.map(Points), "{text:?}");
        }
    }

    #[test]
    fn points_are_shown_without_trailing_zeros() {
        let shown = [0, 5, 10, 100, 1250, 1999, 2000].map(|points| Points(points).to_string());
        assert_eq!(shown, ["0", "0.05", "0.1", "1", "12.5", "19.99", "20"]);
    }

    #[test]
    fn a_grade_is_rounded_half_up_to_hundredths() {
        let grade = |points, out_of| Points(points).out_of_twenty(Points::whole(out_of)).0;
        assert_eq!(grade(10_000, 100), 2000);
        // 12.345 / 20 of 80 points is 49.38 points; 3.125 rounds up, 3.1225 down.
        assert_eq!(grade(4938, 80), 1235, "12.345");
        assert_eq!(grade(1250, 80), 313, "3.125");
        assert_eq!(grade(1249, 80), 312, "3.1225");
        assert_eq!(grade(0, 80), 0);
        assert_eq!(grade(500, 0), 0);
    }
}
