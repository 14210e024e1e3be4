//! What `confine` is told, as JSON in its first argument.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::cgroup::Allowance;
use crate::limits::Limits;

/// How to confine a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spec {
    /// the group to join, if groups are to be had
    pub group: Option<Membership>,
    /// what each process may use up
    pub limits: Limits,
    /// whether to refuse the system calls that no submission needs
    pub filtered: bool,
    /// arguments of bubblewrap; `{folder}` in them is the folder in which `confine` is started, and a
    /// word that begins with `{folder}.` is a folder beside it, which `confine` makes
    pub view: Vec<String>,
    /// the file that is made when the program could not be started, for a reason that is not its own
    pub failure_report: Option<PathBuf>,
}

/// A group to join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// its folders, one in each tree
    pub folders: Vec<PathBuf>,
    /// what a new group inside it, for this start alone, may use up; without one the group itself is
    /// joined
    pub own: Option<Allowance>,
}

impl Spec {
    /// The specification as `confine` takes it.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("a specification is plain data")
    }
}
