//! Decisions by hand, which replace what was earned: other points, or an absence.

use std::fmt::{self, Display};
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::points::{NotPoints, Points};

/// A decision about a lab of a student.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Override {
    /// what counts instead
    #[serde(flatten)]
    pub decision: Decision,
    /// why
    pub reason: String,
    /// who
    pub who: String,
    /// when
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub at: Timestamp,
}

/// What counts instead of what was earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// these points, in hundredths
    #[serde(rename = "hundredths")]
    Points(Points),
    /// no grade: the student was absent
    #[serde(rename = "absence")]
    Absence(Absence),
}

/// An absence, as French universities record it. Neither is a zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Absence {
    /// without a reason that was accepted
    #[serde(rename = "ABI")]
    Unjustified,
    /// with one: the student is excused
    #[serde(rename = "ABJ")]
    Justified,
}

impl Absence {
    /// What stands in the place of a grade.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unjustified => "ABI",
            Self::Justified => "ABJ",
        }
    }

    /// The absence that a cell records, in whatever case.
    pub fn of(cell: &str) -> Option<Self> {
        [Self::Unjustified, Self::Justified]
            .into_iter()
            .find(|absence| absence.code().eq_ignore_ascii_case(cell.trim()))
    }
}

/// As a program reads it: points with a decimal point, or the code of the absence.
impl Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Points(points) => points.fmt(f),
            Self::Absence(absence) => absence.code().fmt(f),
        }
    }
}

/// `12.5`, `12,5`, `ABI` or `ABJ`.
impl FromStr for Decision {
    type Err = NotPoints;

    fn from_str(text: &str) -> Result<Self, NotPoints> {
        match Absence::of(text) {
            Some(absence) => Ok(Self::Absence(absence)),
            None => text.parse().map(Self::Points),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Absence, Decision};
    use crate::points::{NotPoints, Points};

    #[test]
    fn a_decision_is_points_or_an_absence() {
        let points = Decision::Points(Points::from_hundredths(1250));
        for (text, expected) in [
            ("12,5", Ok(points)),
            ("abi", Ok(Decision::Absence(Absence::Unjustified))),
            (" ABJ ", Ok(Decision::Absence(Absence::Justified))),
            ("ABS", Err(NotPoints)),
        ] {
            assert_eq!(text.parse(), expected, "{text}");
        }
        assert_eq!(points.to_string(), "12.5");
        assert_eq!(Decision::Absence(Absence::Justified).to_string(), "ABJ");
    }
}
