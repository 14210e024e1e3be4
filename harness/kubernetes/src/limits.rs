//! How large a set of files may be.

use std::error::Error;
use std::fmt;

use texts::Lang;

/// The most files.
pub const MAX_FILES: usize = 200;
/// The most bytes of all files together.
pub const MAX_BYTES: usize = 1 << 20;
/// The most documents of a file.
pub const MAX_DOCUMENTS: usize = 500;
/// The most objects of all files together, those in lists included.
pub const MAX_OBJECTS: usize = 500;
/// The deepest nesting of a document. Each level takes 35 kB of the stack in a build without optimization,
/// and a thread has 2 MB.
pub const MAX_DEPTH: usize = 32;
/// The most values of all files together, and the most that the aliases of a file may repeat.
pub const MAX_NODES: usize = 30_000;
/// The most bytes of text of a file, what its aliases repeat included.
pub const MAX_EXPANDED_BYTES: usize = 2 << 20;
/// The most findings that are kept: an expert stops reading long before.
pub const MAX_FINDINGS: usize = 1000;

/// A set of files that is not read, because it is larger than any lab needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excess {
    /// The file that goes beyond the limit; none when it is the sum of all.
    pub file: Option<String>,
    /// The limit.
    pub limit: Limit,
}

/// A limit of what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`MAX_FILES`].
    Files,
    /// [`MAX_BYTES`].
    Bytes,
    /// [`MAX_DOCUMENTS`].
    Documents,
    /// [`MAX_OBJECTS`].
    Objects,
    /// [`MAX_DEPTH`].
    Depth,
    /// [`MAX_NODES`].
    Nodes,
    /// Aliases that repeat more than [`MAX_NODES`] values, or more than [`MAX_EXPANDED_BYTES`].
    Aliases,
}

/// In English: a student reads [`Excess::message`].
impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().text(Lang::En))
    }
}

impl Error for Excess {}
