//! What reading a submission comes to.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use pack::{Files, digest, hex};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::caps::Cap;

/// A student.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Student {
    /// as the instructor's list, the archive or the folder gives it; any text at all
    pub name: String,
    /// Moodle's number of the participant, when the download had it
    pub participant: Option<String>,
    /// what distinguishes students of one name on the class list: the student number, else the e-mail address or
    /// the login
    #[serde(default)]
    pub number: Option<String>,
}

impl Student {
    /// A student with a name only.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), participant: None, number: None }
    }

    /// A participant of a Moodle assignment.
    pub fn participant(name: impl Into<String>, number: impl Into<String>) -> Self {
        Self { participant: Some(number.into()), ..Self::named(name) }
    }
}

/// A student's identifiers, as far as the class list has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// the student number
    pub number: Option<String>,
    /// the e-mail address
    pub email: Option<String>,
    /// the login, on GitHub for instance
    pub login: Option<String>,
    /// Moodle's number of the participant
    pub participant: Option<String>,
    /// the groups and teams
    pub groups: Vec<String>,
}

/// What one student handed in, read under caps; nothing of it was run.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// the student, or the name of the team
    pub student: Student,
    /// where it came from
    pub source: PathBuf,
    /// when it was handed in, as far as the archive, the commit or the file system tells
    pub handed_in: Option<Timestamp>,
    /// the commit that was read, of a repository
    pub commit: Option<String>,
    /// the files of each lab, by the lab's name
    pub labs: BTreeMap<String, Files>,
    /// what was not taken
    pub left_out: Vec<LeftOut>,
    /// what a person should look at before the grade is given
    pub flags: Vec<Flag>,
    /// why nothing could be taken
    pub refused: Option<Refused>,
}

/// Something that was decided about a submission and may be wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Flag {
    /// the lab that it concerns
    pub lab: String,
    /// what was decided
    #[serde(flatten)]
    pub doubt: Doubt,
}

/// What was decided, and why it may be wrong. Paths are those in the submission.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "flag", rename_all = "kebab-case")]
pub enum Doubt {
    /// only a number in a name says which lab it is
    NumberOnly {
        /// the name
        name: String,
    },
    /// only the words of the sources say which lab it is, and those of another fit nearly as well
    WordsOnly {
        /// the folder
        at: String,
    },
    /// something speaks for another lab
    Disagreement {
        /// the folder
        at: String,
        /// the name of the other lab
        other: String,
        /// what speaks for it
        because: Because,
    },
    /// there is another attempt, which was not judged
    OtherAttempt {
        /// what was judged
        judged: String,
        /// the other
        other: String,
    },
    /// a file was taken under another name
    Renamed {
        /// where it lies
        from: String,
        /// the name in the lab
        to: String,
    },
    /// files of the lab are not there
    Incomplete {
        /// their paths in the lab
        missing: Vec<String>,
    },
    /// its `Cargo.toml` is that of a crate of its own: the starter's was taken, with the crates that it declares
    OwnManifest {
        /// where it lies
        at: String,
    },
    /// a file only says where Git LFS keeps it
    Pointer {
        /// where it lies
        at: String,
    },
    /// its files are not those that `cargo lab pack` has put into the archive
    Repacked,
    /// the lab was handed in and is not graded now
    NotGraded,
    /// its files say that they were changed at a time that has not come yet: it counts as in time
    Future,
}

/// What speaks for a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// the name in `Cargo.toml`
    Package,
    /// the words of the sources
    Words,
    /// the name of a folder or a file
    Name,
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
    /// it cannot be read
    Unreadable {
        /// the archive or file. Gradebooks from before it was recorded have neither of the two
        #[serde(default)]
        name: String,
        /// why not
        #[serde(default)]
        problem: Problem,
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

/// Why something cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Problem {
    /// it ends too early, or is not what it seems to be
    #[default]
    Damaged,
    /// it is protected by a password
    Encrypted,
    /// its headers contradict each other: other programs would read other files in it
    Contradictory,
    /// it is packed in a way that is not read here
    Foreign {
        /// the ending of such files, `.7z`
        ending: String,
    },
    /// it only says where the file is: Git LFS keeps it elsewhere
    Pointer,
    /// the disk does not give it
    Inaccessible,
    /// a repository without a commit
    NoCommit,
    /// a repository whose `HEAD` names none of its branches
    Branches {
        /// the branches
        names: Vec<String>,
    },
    /// a bundle that holds only what is new since another
    Partial,
    /// git does not read it, or takes too long
    Git,
}

impl Doubt {
    /// The files that are missing, when that is what it is about.
    pub fn missing(&self) -> Option<&[String]> {
        match self {
            Self::Incomplete { missing } => Some(missing),
            _ => None,
        }
    }
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
        // Without flags the digest is what it was before there were any: known submissions stay known.
        if !self.flags.is_empty() {
            hash.update(serde_json::to_string(&self.flags).expect("flags are plain data"));
        }
        hex(&hash.finalize())
    }
}

impl From<Cap> for Refused {
    fn from(cap: Cap) -> Self {
        Self::TooLarge { cap }
    }
}
