//! Reports in the form of the contract: on a check, on a lab, on several labs.
//!
//! ```text
//! Report           every lab that was asked for
//! └── LabReport    the checks of one lab
//!     └── CheckReport   one verdict, its points, and why
//! ```
//! `points()` and `out_of()` are sums of the level below. The JSON form of each is the contract's.

use serde::{Deserialize, Serialize};

use crate::fault::Reason;

/// The verdict on a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The conversation went as expected.
    Passed,
    /// The server is at fault; [`CheckReport::reason`] says how.
    Failed,
    /// The check cannot be made against this server, through no fault of its own.
    Skipped,
    /// The harness is at fault.
    Error,
}

/// One check, judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckReport {
    /// stable name of the check inside its lab
    pub id: String,
    /// one line, in the language asked for
    pub title: String,
    /// the verdict
    pub verdict: Verdict,
    /// `out_of` when passed, else 0
    pub points: u32,
    /// what the check is worth
    pub out_of: u32,
    /// why it failed
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// expected (`-`) against received (`+`), or a sentence if there is nothing to compare: why a
    /// check was skipped, for instance
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diff: Option<String>,
    /// the first hint of the check, or the engine's own if the server does not start
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// the section of the book that explains it
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chapter: Option<String>,
}

/// The time that two phases took, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timings {
    /// compiling the server; 0 if there was nothing to compile
    pub build: u64,
    /// all checks, with the starts of their servers
    pub checks: u64,
}

/// All checks of one lab, judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabReport {
    /// name of the lab
    pub lab: String,
    /// sum of the checks' points
    pub points: u32,
    /// sum of what the checks are worth
    pub out_of: u32,
    /// how long it took
    pub timings_ms: Timings,
    /// in the order in which a student meets them
    pub checks: Vec<CheckReport>,
}

impl LabReport {
    /// The report on these checks, with its sums.
    pub fn new(lab: impl Into<String>, timings_ms: Timings, checks: Vec<CheckReport>) -> Self {
        Self {
            lab: lab.into(),
            points: checks.iter().map(|check| check.points).sum(),
            out_of: checks.iter().map(|check| check.out_of).sum(),
            timings_ms,
            checks,
        }
    }

    /// Whether all points are earned and no check failed, not even one without points.
    pub fn passed(&self) -> bool {
        let right =
            |check: &CheckReport| matches!(check.verdict, Verdict::Passed | Verdict::Skipped);
        self.points == self.out_of && self.checks.iter().all(right)
    }
}

/// Every lab of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// the same seed gives the same run
    pub seed: u64,
    /// sum over the labs
    pub points: u32,
    /// sum over the labs
    pub out_of: u32,
    /// in the order of the course
    pub labs: Vec<LabReport>,
}

impl Report {
    /// The report of `labs`, with its sums.
    pub fn new(seed: u64, labs: Vec<LabReport>) -> Self {
        Self {
            seed,
            points: labs.iter().map(|lab| lab.points).sum(),
            out_of: labs.iter().map(|lab| lab.out_of).sum(),
            labs,
        }
    }

    /// Whether some check of some lab has this verdict.
    pub fn has(&self, verdict: Verdict) -> bool {
        self.labs.iter().flat_map(|lab| &lab.checks).any(|check| check.verdict == verdict)
    }
}
