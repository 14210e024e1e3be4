//! How large a set of files may be.

use thiserror::Error;

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
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}{limit}", file.as_deref().map(|file| format!("{file}: ")).unwrap_or_default())]
pub struct Excess {
    /// The file that goes beyond the limit; none when it is the sum of all.
    pub file: Option<String>,
    /// The limit.
    pub limit: Limit,
}

/// A limit of what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Limit {
    /// [`MAX_FILES`].
    #[error("more than {MAX_FILES} files")]
    Files,
    /// [`MAX_BYTES`].
    #[error("more than {MAX_BYTES} bytes")]
    Bytes,
    /// [`MAX_DOCUMENTS`].
    #[error("more than {MAX_DOCUMENTS} documents")]
    Documents,
    /// [`MAX_OBJECTS`].
    #[error("more than {MAX_OBJECTS} objects")]
    Objects,
    /// [`MAX_DEPTH`].
    #[error("nested more than {MAX_DEPTH} levels deep")]
    Depth,
    /// [`MAX_NODES`].
    #[error("more than {MAX_NODES} values")]
    Nodes,
    /// Aliases that repeat more than [`MAX_NODES`] values, or more than [`MAX_EXPANDED_BYTES`].
    #[error("aliases that repeat more than {MAX_NODES} values or {MAX_EXPANDED_BYTES} bytes")]
    Aliases,
}
