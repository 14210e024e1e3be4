//! What became of a submission, and what it counts: values and functions, no file and no database.
//!
//! ```text
//! points      the one type for points
//! outcome     what became of the files of a lab
//! lateness    what handing in late costs
//! provenance  what a grade depends on
//! decision    a decision by hand instead of what was earned: points, or an absence
//! mark        what counts: `counting` of what was earned, lateness, and changes by hand
//! final_grade labs and examination, out of 20
//! ```
//!
//! Nothing here is in a language.

#![cfg(target_os = "linux")]

mod decision;
mod final_grade;
mod lateness;
mod mark;
mod outcome;
mod points;
mod provenance;

pub use decision::{Absence, Decision, Override};
pub use final_grade::{Grade, Part, continuous, final_grade};
pub use lateness::{Lateness, deadline, lateness};
pub use mark::{LabMark, StudentMarks, counting, earned};
pub use outcome::{BuildLimit, JudgedCheck, LimitsHit, Outcome};
pub use points::{NotPoints, Points};
pub use provenance::Provenance;
