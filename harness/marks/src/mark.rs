//! What a student gets.
//!
//! ```text
//! StudentMarks    one student, as the gradebook has it
//! └── LabMark         one lab: its outcome, and the points that count
//! ```

use std::sync::Arc;

use engine::outcome::Outcome as CheckOutcome;
use engine::protocol::Description;
use jiff::Timestamp;
use submission::{Contact, Flag, LeftOut, Refused, Student};

use crate::decision::{Absence, Decision, Override};
use crate::lateness::Lateness;
use crate::outcome::Outcome;
use crate::points::Points;
use crate::provenance::Provenance;

/// What one student gets.
#[derive(Clone, Debug, PartialEq)]
pub struct StudentMarks {
    /// whose
    pub student: Student,
    /// what else the list of the class says of the student
    pub contact: Contact,
    /// the student's folder under `students/`: safe as a file name, one to one
    pub folder: String,
    /// every lab that is graded, in the order of the course
    pub labs: Vec<LabMark>,
    /// what was not taken of the submission
    pub left_out: Vec<LeftOut>,
    /// the commit that was read, of a repository
    pub commit: Option<String>,
    /// what was decided about it and may be wrong
    pub flags: Vec<Flag>,
    /// why nothing could be taken
    pub refused: Option<Refused>,
    /// the digest of the submission, sixteen or more hexadecimal digits
    pub digest: Option<String>,
}

/// One lab of one student.
#[derive(Clone, Debug, PartialEq)]
pub struct LabMark {
    /// the lab's name
    pub lab: String,
    /// what it is worth
    pub out_of: Points,
    /// what became of it
    pub outcome: Outcome,
    /// the checks of the suite that it was judged by, in order; none when nothing was judged
    pub checks: Arc<[Description]>,
    /// when it was handed in, as far as that is known
    pub handed_in: Option<Timestamp>,
    /// when it had to be, the extension considered
    pub deadline: Option<Timestamp>,
    /// whether the student was given more time
    pub is_extended: bool,
    /// what was earned; none as long as it could not be judged, because of a grader error
    pub earned: Option<Points>,
    /// what lateness takes of it
    pub lateness: Lateness,
    /// a change by hand
    pub by_hand: Option<Override>,
    /// when a report first contained these points
    pub given: Option<Timestamp>,
    /// what the grade depends on
    pub provenance: Option<Provenance>,
    /// Moodle's number of the student in the assignment of this lab
    pub participant: Option<String>,
    /// the team that handed it in, when it is one
    pub team: Option<String>,
}

/// The points that count: those that somebody gave by hand, else what was earned less what lateness
/// takes. None as long as nothing could be earned because of a grader error, and for an absence. Everything that
/// shows, sums or compares points goes through here.
pub fn counting(
    earned: Option<Points>,
    lateness: Lateness,
    by_hand: Option<&Override>,
) -> Option<Points> {
    match by_hand.map(|by_hand| by_hand.decision) {
        Some(Decision::Points(points)) => Some(points),
        Some(Decision::Absence(_)) => None,
        None => earned.map(|earned| earned - lateness.deduction),
    }
}

/// What these outcomes earn: the points of every check that passed. No server earns nothing. What could not be
/// read or judged, or was not handed in whole, earns neither points nor zero.
pub fn earned(outcome: &Outcome, checks: &[Description]) -> Option<Points> {
    match outcome {
        Outcome::Judged { checks: judged, .. } => {
            let passed = |check: &&Description| {
                judged.iter().any(|j| j.id == check.id && j.outcome == CheckOutcome::Passed)
            };
            Some(checks.iter().filter(passed).map(|check| Points::whole(check.points)).sum())
        }
        Outcome::Missing | Outcome::BuildFailed { .. } | Outcome::BuildLimit { .. } => {
            Some(Points::default())
        }
        Outcome::Unread | Outcome::Incomplete { .. } | Outcome::SetAside { .. } => None,
    }
}

impl StudentMarks {
    /// The points of every lab together; none as long as a lab has none. A lab from which the student was excused
    /// does not count.
    pub fn points(&self) -> Option<Points> {
        self.counting().next()?;
        self.counting().map(LabMark::points).sum()
    }

    /// What the labs that count are worth together.
    pub fn out_of(&self) -> Points {
        self.counting().map(|lab| lab.out_of).sum()
    }

    fn counting(&self) -> impl Iterator<Item = &LabMark> {
        self.labs.iter().filter(|lab| lab.absence() != Some(Absence::Justified))
    }
}

impl LabMark {
    /// The points that count.
    pub fn points(&self) -> Option<Points> {
        counting(self.earned, self.lateness, self.by_hand.as_ref())
    }

    /// The absence that was recorded instead of points.
    pub fn absence(&self) -> Option<Absence> {
        match self.by_hand.as_ref()?.decision {
            Decision::Absence(absence) => Some(absence),
            Decision::Points(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::counting;
    use crate::decision::{Absence, Decision, Override};
    use crate::lateness::Lateness;
    use crate::points::Points;

    #[test]
    fn a_change_by_hand_counts_for_more_than_what_was_earned() {
        let by_hand = |decision| Override {
            decision,
            reason: "heard".to_owned(),
            who: "Ms Turing".to_owned(),
            at: Timestamp::UNIX_EPOCH,
        };
        let late = Lateness { days: 1, deduction: Points::whole(2) };
        let seven = by_hand(Decision::Points(Points::whole(7)));
        let absent = by_hand(Decision::Absence(Absence::Unjustified));
        let twelve = Some(Points::whole(12));
        assert_eq!(counting(twelve, Lateness::default(), None), twelve);
        assert_eq!(counting(twelve, late, None), Some(Points::whole(10)));
        assert_eq!(counting(twelve, late, Some(&seven)), Some(Points::whole(7)));
        assert_eq!(counting(None, Lateness::default(), None), None);
        assert_eq!(counting(twelve, late, Some(&absent)), None);
        assert_eq!(counting(None, late, Some(&seven)), Some(Points::whole(7)));
    }
}
