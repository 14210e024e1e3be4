//! What reading a submission comes to.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::caps::Cap;
use crate::files::{Files, digest, hex};

/// A student.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Student {
    /// as the instructor's list, the archive or the folder gives it; any text at all
    pub name: String,
    /// Moodle's number of the participant, when the download had it
    pub participant: Option<String>,
}

/// What one student handed in, read under caps; nothing of it was run.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// whose it is
    pub student: Student,
    /// where it came from
    pub source: PathBuf,
    /// when it was handed in, as far as the archive, the commit or the file system tells
    pub handed_in: Option<Timestamp>,
    /// the files of each lab, by the lab's name
    pub labs: BTreeMap<String, Files>,
    /// what was not taken
    pub left_out: Vec<LeftOut>,
    /// why nothing could be taken
    pub refused: Option<Refused>,
}

/// A file that was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// its path in the submission, bytes that are no UTF-8 replaced
    pub path: String,
    /// why
    pub why: LeftOutReason,
}

/// Why a file of a submission is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftOutReason {
    /// it would not be read at home either: a hidden folder, a lockfile, what a tool left
    NotAllowed,
    /// it belongs to no lab
    OutsideLabs,
    /// it is no plain file: a link, a device, a pipe
    NotPlain,
    /// its name is no UTF-8, absolute, leaves the folder, or differs from another in case alone
    BadName,
    /// it is larger than a source may be
    TooLarge,
    /// it was taken, as it lies in a clone, but is not in the last commit
    Uncommitted,
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
        /// the cap that was hit
        cap: Cap,
    },
    /// the same student handed in something later, which counts
    Superseded {
        /// what counts
        by: String,
    },
}

impl Submission {
    /// The digest of what was handed in: of its files, and of what was not taken and why.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (lab, files) in &self.labs {
            hash.update(format!("{lab}\0{}\0", digest(files)));
        }
        let not_taken = serde_json::to_string(&(&self.refused, &self.left_out));
        hash.update(not_taken.expect("reasons are plain data"));
        hex(&hash.finalize())
    }
}

impl From<Cap> for Refused {
    fn from(cap: Cap) -> Self {
        Self::TooLarge { cap }
    }
}
