//! What became of the files of one lab: facts, which the reports put into words.

use engine::outcome::Outcome as CheckOutcome;
use serde::{Deserialize, Serialize};
use texts::Message;

/// What became of the files of one lab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// nothing was handed in
    Missing,
    /// the submission that may hold it could not be read
    Unread,
    /// it earns nothing without files that were not handed in
    Incomplete {
        /// their paths in the lab
        missing: Vec<String>,
    },
    /// the server was compiled and judged
    Judged {
        /// every check, in order
        checks: Vec<JudgedCheck>,
        /// the limits that servers hit
        #[serde(default)]
        limits: LimitsHit,
        /// where its sources start other programs, which they cannot do here: file and line
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        starts: Vec<String>,
        /// milliseconds of compiling; 0 when a server that was kept was used
        build: u64,
        /// milliseconds
        judging: u64,
    },
    /// it does not compile
    BuildFailed {
        /// rustc's messages, paths relative to the lab's folder, capped
        message: String,
        /// why it was not even compiled: what its manifest says would change the build
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        refused: Vec<Message>,
        /// milliseconds
        build: u64,
    },
    /// the compiler hit a limit
    BuildLimit {
        /// which
        limit: BuildLimit,
    },
    /// it could not be judged, however often it was tried, because of a grader error
    SetAside {
        /// the error and its causes
        why: String,
    },
}

/// A check, and how it ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JudgedCheck {
    /// its name
    pub id: String,
    /// how it ended
    pub outcome: CheckOutcome,
}

/// Limits that the servers of a lab hit. A server that was killed for its memory looks like one that
/// crashed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct LimitsHit {
    /// bytes of memory that a server may use, when one went past them
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<u64>,
    /// processes and threads that a server may have, when one wanted more
    #[serde(skip_serializing_if = "Option::is_none")]
    pub processes: Option<u64>,
}

/// A limit of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BuildLimit {
    /// the compiler took too long
    Time,
    /// the compiler wanted too much memory
    Memory,
}

impl Outcome {
    /// Milliseconds of compiling, when something was compiled.
    pub fn build_ms(&self) -> Option<u64> {
        match self {
            Self::Judged { build, .. } | Self::BuildFailed { build, .. } => Some(*build),
            Self::Missing
            | Self::Unread
            | Self::Incomplete { .. }
            | Self::BuildLimit { .. }
            | Self::SetAside { .. } => None,
        }
    }

    /// Milliseconds of judging, when a server was judged.
    pub fn judging_ms(&self) -> Option<u64> {
        match self {
            Self::Judged { judging, .. } => Some(*judging),
            _ => None,
        }
    }
}
