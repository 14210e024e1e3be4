//! The final grade: half the labs, weighted, half the examination, out of 20.

use crate::decision::Absence;
use crate::points::Points;

/// A lab in the continuous half.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// of the lab among the others
    pub weight: u32,
    /// those that count
    pub points: Points,
    /// what the lab is worth
    pub out_of: Points,
}

/// The weighted mean of the labs out of 20. Rounded once, at the end and half up: the labs are brought
/// to a common denominator before they are added.
pub fn continuous(parts: &[Part]) -> Points {
    let out_of = |part: &Part| u128::from(part.out_of.hundredths().max(1));
    let weights: u128 = parts.iter().map(|part| u128::from(part.weight)).sum();
    let common = parts.iter().map(out_of).fold(1, least_common_multiple);
    let twenty = u128::from(Points::TWENTY.hundredths());
    let sum: u128 = parts
        .iter()
        .map(|part| {
            let share = common / out_of(part);
            u128::from(part.weight) * u128::from(part.points.hundredths()) * share * twenty
        })
        .sum();
    let whole = (weights * common).max(1);
    let grade = u32::try_from((2 * sum + whole) / (2 * whole));
    grade.map_or(Points::TWENTY, Points::from_hundredths)
}

/// A half of the final grade, or the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// out of 20
    Points(Points),
    /// nothing to grade, because of an absence
    Absence(Absence),
    /// not known yet
    Unknown,
}

/// The mean of the labs and the examination, half up. Without one of them there is no final grade: a
/// zero would be a lie. An absence without a reason counts for more than one with.
pub fn final_grade(labs: Grade, exam: Grade) -> Grade {
    match (labs, exam) {
        (Grade::Points(labs), Grade::Points(exam)) => {
            let sum = labs.hundredths() + exam.hundredths();
            Grade::Points(Points::from_hundredths(sum.div_ceil(2)))
        }
        (Grade::Absence(one), Grade::Absence(other)) => Grade::Absence(one.min(other)),
        (absence @ Grade::Absence(_), _) | (_, absence @ Grade::Absence(_)) => absence,
        _ => Grade::Unknown,
    }
}

fn least_common_multiple(one: u128, other: u128) -> u128 {
    let (mut divisor, mut rest) = (one, other);
    while rest > 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    one / divisor * other
}

#[cfg(test)]
mod tests {
    use super::{Grade, Part, continuous, final_grade};
    use crate::decision::Absence;
    use crate::points::Points;

    #[test]
    fn labs_are_weighted_and_rounded_once_half_up() {
        let part = |weight, points, out_of| Part {
            weight,
            points: Points::from_hundredths(points),
            out_of: Points::whole(out_of),
        };
        let grade = |parts: &[Part]| continuous(parts).hundredths();
        assert_eq!(grade(&[part(1, 2000, 20), part(1, 0, 20)]), 1000);
        assert_eq!(grade(&[part(3, 2000, 20), part(1, 0, 20)]), 1500);
        // A half: 10.005 is 10.01.
        assert_eq!(grade(&[part(1, 1000, 20), part(1, 1001, 20)]), 1001);
        // 20/30 + 20 · 0.5/30 …: three thirds are a whole, not 0.99.
        let thirds = [part(1, 1000, 30), part(1, 1000, 30), part(1, 1000, 30)];
        assert_eq!(grade(&thirds), 667);
        assert_eq!(grade(&[part(2, 1001, 30), part(1, 1000, 40)]), 612);
        assert_eq!(grade(&[]), 0);
        assert_eq!(grade(&[part(0, 2000, 20)]), 0);
    }

    #[test]
    fn without_one_of_its_halves_there_is_no_final_grade() {
        let points = |hundredths| Grade::Points(Points::from_hundredths(hundredths));
        let [abi, abj] = [Absence::Unjustified, Absence::Justified].map(Grade::Absence);
        assert_eq!(final_grade(points(0), points(1)), points(1));
        assert_eq!(final_grade(points(919), points(2000)), points(1460));
        assert_eq!(final_grade(Grade::Unknown, points(2000)), Grade::Unknown);
        assert_eq!(final_grade(points(2000), Grade::Unknown), Grade::Unknown);
        assert_eq!(final_grade(points(2000), abj), abj);
        assert_eq!(final_grade(abj, abi), abi);
        assert_eq!(final_grade(Grade::Unknown, abi), abi);
    }
}
