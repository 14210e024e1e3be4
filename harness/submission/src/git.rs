//! What reads a git repository, which runs a program and so is not done here.

use std::path::Path;

use jiff::Timestamp;

use crate::submission::Problem;

/// What reads a git repository: `git` itself, which someone else confines.
pub trait Git {
    /// The files of the commit that `HEAD` names; where it names none, of the only one that a branch, or else a
    /// tag, names.
    ///
    /// # Errors
    /// What is wrong with the repository.
    fn archive(&self, repository: Repository<'_>) -> Result<GitTree, Problem>;
}

/// A repository, as it was handed in.
#[derive(Clone, Copy, Debug)]
pub enum Repository<'a> {
    /// a folder with `.git`, or a bare repository
    Folder(&'a Path),
    /// the bytes of a bundle
    Bundle(&'a [u8]),
}

/// The files of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitTree {
    /// as `git archive --format=tar` writes them
    pub tar: Vec<u8>,
    /// when the commit was made
    pub committed: Option<Timestamp>,
    /// the name of the commit, forty hexadecimal digits and more
    pub commit: String,
}
