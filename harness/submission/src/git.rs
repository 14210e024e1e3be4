//! What reads a git repository, which runs a program and so is not done here.

use std::path::Path;

use jiff::Timestamp;

/// What reads a git repository: `git` itself, which someone else confines.
pub trait Git {
    /// The files of `HEAD`.
    ///
    /// # Errors
    /// What is wrong with the repository, in words.
    fn archive(&self, repository: Repository<'_>) -> Result<GitTree, String>;
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
}
