//! The two files.

use std::fmt;

/// One of the files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum File {
    /// `Dockerfile`
    Dockerfile,
    /// `.dockerignore`
    Dockerignore,
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dockerfile => "Dockerfile",
            Self::Dockerignore => ".dockerignore",
        })
    }
}
