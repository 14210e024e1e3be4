//! Reading what students handed in: folders, archives, git repositories, a download from Moodle.
//!
//! ```text
//! list            what there is to read; cheap
//! └── Source          one student's submission, not yet read
//!     └── read            folder, zip, tar or git, under Caps → Tree → place → Intake
//! ```
//!
//! Nothing is ever unpacked to the disk and nothing of a submission is run. Names are checked
//! before contents are read, contents are read as a stream that ends at a cap, and a link is never
//! followed. What is wrong with a submission stands in its [`Intake`]: reading never fails.
//!
//! `handed_in` is the latest modification time of the files of a folder, a tar or a zip, the time
//! of the commit for git, and for a download from Moodle the time that Moodle gives the upload. A
//! zip often holds local times without a zone: they are taken to be in the zone of this machine.
//! A student can set most of these times: where a deadline must hold, what there is when it ends is
//! what to grade.

mod caps;
mod folder;
mod gather;
mod moment;
mod moodle;
pub mod names;
mod paths;
mod place;
mod read;
mod source;
mod tars;
mod zips;

#[cfg(test)]
mod making;
#[cfg(test)]
mod tests;

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::model::{Moment, Work};

#[cfg(doc)]
use crate::model::Intake;

pub use caps::{Cap, Caps};
pub use source::{Source, Unlisted, list, superseded};

/// A lab, as far as its files go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabFiles {
    /// the lab's name, `salutation`
    pub name: String,
    /// its folder, `01-salutation`
    pub folder: String,
    /// what may be handed in beside `src/**/*.rs`: files, or folders with everything below them
    pub data: Vec<String>,
}

/// What reads a git repository: `git` itself, which someone else confines.
pub trait Git {
    /// The files of `HEAD`. `repository` is a folder with `.git`, a bare repository, or, when
    /// `bundle`, a bundle's file.
    ///
    /// # Errors
    /// What is wrong with the repository, in words.
    fn archive(&self, repository: &Path, bundle: bool) -> Result<GitTree, String>;
}

/// The files of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitTree {
    /// as `git archive --format=tar` writes them
    pub tar: Vec<u8>,
    /// when the commit was made
    pub committed: Option<Moment>,
}

/// The digest of a work: SHA-256 over every path and content in order, each after its length, so
/// that no two works have the same bytes digested.
pub fn digest(work: &Work) -> String {
    let mut digest = Sha256::new();
    for (path, content) in &work.files {
        for bytes in [path.as_bytes(), content] {
            digest.update((bytes.len() as u64).to_le_bytes());
            digest.update(bytes);
        }
    }
    hex(&digest.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
