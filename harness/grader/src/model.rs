//! What the parts of the grader hand each other.
//!
//! ```text
//! Intake          what one student handed in, read and sorted: nothing of it was run
//! └── Work            the files of one lab, laid over nothing yet
//! Marked          what became of one student's work, as the gradebook has it
//! └── LabMark         one lab: its outcome, its points, where they come from
//!     └── CheckReport     one check (the engine's)
//! ```

use std::collections::BTreeMap;
use std::path::PathBuf;

use engine::verdict::CheckReport;
use serde::{Deserialize, Serialize};

/// A student.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Student {
    /// as the instructor's list, the archive or the folder gives it; any text at all
    pub name: String,
    /// Moodle's number of the participant, when the download had it
    pub participant: Option<String>,
}

/// A moment, in seconds since 1970, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moment(pub i64);

/// What one student handed in, read under caps; nothing of it was run.
#[derive(Clone, Debug, PartialEq)]
pub struct Intake {
    /// whose it is
    pub student: Student,
    /// where it came from
    pub source: PathBuf,
    /// when it was handed in, as far as the archive, the commit or the file system tells
    pub handed_in: Option<Moment>,
    /// the work on each lab, by the lab's name
    pub works: BTreeMap<String, Work>,
    /// what was not taken
    pub left_out: Vec<LeftOut>,
    /// why nothing could be taken
    pub refused: Option<Refused>,
}

/// The files of one lab that the lab allows: `src/…`, and what the course file calls its data.
/// Paths are relative to the lab's folder, with `/`, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// path to content
    pub files: BTreeMap<String, Vec<u8>>,
}

/// A file that was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// its path in the submission, bytes that are no UTF-8 replaced
    pub path: String,
    /// why
    pub why: Why,
}

/// Why a file of a submission is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// a lab has no such file: its manifest, its tests, a build script, anything beside the sources
    NotAllowed,
    /// it belongs to no lab
    OutsideLabs,
    /// it is no plain file: a link, a device, a pipe
    NotPlain,
    /// its name is no UTF-8, absolute, leaves the folder, or differs from another in case alone
    BadName,
    /// it is larger than a source may be
    TooLarge,
}

/// Why a submission could not be taken at all. `name` is the entry at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refused", rename_all = "kebab-case")]
pub enum Refused {
    /// no file in it
    Empty,
    /// files, but no lab
    NoLab,
    /// it cannot be read as what its name says
    Unreadable {
        /// the reader's words
        why: String,
    },
    /// an entry would be written outside its folder, or is a link or a device
    Dangerous {
        /// the entry
        name: String,
    },
    /// it holds more than a submission may: bytes, entries, ratio, depth
    TooLarge {
        /// the cap that was hit, in words
        cap: String,
    },
    /// the same student handed in something later, which counts
    Superseded {
        /// what counts
        by: String,
    },
}

/// What became of one student's work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Marked {
    /// whose
    pub student: Student,
    /// the student's folder under `students/`: safe as a file name, one to one
    pub folder: String,
    /// every lab that is graded, in the order of the course
    pub labs: Vec<LabMark>,
    /// what was not taken of the submission
    pub left_out: Vec<LeftOut>,
    /// why nothing could be taken
    pub refused: Option<Refused>,
    /// the digest of the submission, sixteen or more hexadecimal digits
    pub digest: Option<String>,
}

/// One lab of one student.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabMark {
    /// the lab's name
    pub lab: String,
    /// its title in the report's language
    pub title: String,
    /// what it is worth
    pub out_of: u32,
    /// what became of it
    pub outcome: Outcome,
    /// the points, in hundredths, after the deduction for lateness and an override
    pub hundredths: u32,
    /// what lateness took, in hundredths of a point
    pub late: u32,
    /// whole days late, 0 when in time
    pub days_late: u32,
    /// a change by hand
    pub by_hand: Option<ByHand>,
    /// what the grade depends on
    pub provenance: Option<Provenance>,
}

/// What became of the work on one lab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// nothing was handed in
    Missing,
    /// it was compiled and judged
    Judged {
        /// every check, in order
        checks: Vec<CheckReport>,
        /// what the server printed and the requests of each failed check, by its name
        evidence: BTreeMap<String, Told>,
        /// milliseconds
        build: u64,
        /// milliseconds
        judging: u64,
    },
    /// it does not compile
    BuildFailed {
        /// rustc's messages, paths relative to the lab's folder, capped
        message: String,
        /// the names, titles and worth of the checks it thereby missed, all failed
        checks: Vec<CheckReport>,
        /// milliseconds
        build: u64,
    },
    /// a limit of the build was hit: time, memory, output
    BuildLimit {
        /// which, as a word: `time`, `memory`, `output`
        limit: String,
        /// as for `BuildFailed`
        checks: Vec<CheckReport>,
    },
    /// it could not be judged, however often it was tried, for a reason of ours
    SetAside {
        /// the error and its causes
        why: String,
    },
}

/// What a failure is explained with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// what happened, in a sentence or two
    pub sentence: String,
    /// the requests, as `curl` lines
    pub asked: Vec<String>,
    /// what the server printed on standard error, capped
    pub stderr: String,
    /// and on standard output
    pub stdout: String,
}

/// A grade changed by a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ByHand {
    /// the points instead, in hundredths
    pub hundredths: u32,
    /// why
    pub reason: String,
    /// who
    pub who: String,
    /// when
    pub at: Moment,
}

/// What a grade depends on; the same provenance gives the same grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// digest of the files that were taken
    pub submission: String,
    /// digest of the judge
    pub suite: String,
    /// digest of the starter it was laid over
    pub starter: String,
    /// `rustc --version`
    pub toolchain: String,
    /// what the drawn values came from
    pub seed: u64,
    /// how it was confined
    pub tier: Tier,
}

/// How a submission is confined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// namespaces, system-call filter, and limits for memory and processes of a whole group
    Full,
    /// namespaces and a system-call filter, limits of a single process only
    Degraded,
    /// nothing
    None,
}

impl Marked {
    /// The points of every lab together, in hundredths.
    pub fn hundredths(&self) -> u32 {
        self.labs.iter().map(|lab| lab.hundredths).sum()
    }

    /// What every lab is worth together.
    pub fn out_of(&self) -> u32 {
        self.labs.iter().map(|lab| lab.out_of).sum()
    }
}

impl LabMark {
    /// Milliseconds of compiling; 0 when a build that was kept was used.
    pub fn build_ms(&self) -> Option<u64> {
        match &self.outcome {
            Outcome::Judged { build, .. } | Outcome::BuildFailed { build, .. } => Some(*build),
            _ => None,
        }
    }

    /// Milliseconds of judging.
    pub fn judging_ms(&self) -> Option<u64> {
        match &self.outcome {
            Outcome::Judged { judging, .. } => Some(*judging),
            _ => None,
        }
    }

    /// The checks, whatever the outcome; none when nothing was judged.
    pub fn checks(&self) -> &[CheckReport] {
        match &self.outcome {
            Outcome::Judged { checks, .. }
            | Outcome::BuildFailed { checks, .. }
            | Outcome::BuildLimit { checks, .. } => checks,
            Outcome::Missing | Outcome::SetAside { .. } => &[],
        }
    }
}
