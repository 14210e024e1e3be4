//! Compiled servers, kept so that a changed check compiles nothing again.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::prepare::{Prepared, PreparedLab};

/// The folder of the kept servers.
#[derive(Clone, Debug)]
pub struct Builds {
    folder: PathBuf,
}

impl Builds {
    /// How the names of servers that are not whole yet end; one is left when the grader is killed.
    pub const PARTIAL: &str = ".new";

    /// The servers that are kept in `folder`, which is made when there is none.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(Self { folder })
    }

    /// Copies a kept server to `server`; whether there is one.
    pub fn fetch(&self, name: &str, server: &Path) -> bool {
        fs::copy(self.folder.join(name), server).is_ok()
    }

    /// Keeps a compiled server: whole, or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, name: &str, server: &Path) -> Result<()> {
        let keeping = || format!("keeping {name}");
        let whole = tempfile::Builder::new().suffix(Self::PARTIAL).tempfile_in(&self.folder);
        let whole = whole.with_context(keeping)?;
        fs::copy(server, whole.path()).with_context(keeping)?;
        whole.persist(self.folder.join(name)).with_context(keeping)?;
        Ok(())
    }
}

/// What a build depends on, as the name of a file: not the suite, but the arguments of rustc, which also
/// come from the profile, the lints and the libraries of the workspace.
pub fn name(prepared: &Prepared, lab: &PreparedLab, files: &str) -> String {
    let mut hash = Sha256::new();
    let parts = [&lab.lab.name, files, &lab.starter_digest, &prepared.toolchain];
    let arguments = lab.recipe.arguments.iter().chain(&lab.crates.arguments);
    for part in parts.into_iter().chain(arguments.map(String::as_str)) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    format!("{}-{}", lab.lab.name, &submission::hex(&hash.finalize())[..32])
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Builds;

    #[test]
    fn what_is_kept_is_whole_and_can_be_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let server = folder.path().join("server");
        let builds = Builds::open(folder.path().join("builds")).expect("a folder");
        assert!(!builds.fetch("a", &server));
        for content in ["one", "two"] {
            fs::write(&server, content).expect("a server");
            builds.keep("a", &server).expect("kept");
            fs::remove_file(&server).expect("removed");
            assert!(builds.fetch("a", &server));
            assert_eq!(fs::read_to_string(&server).expect("a server"), content);
        }
        assert_eq!(fs::read_dir(folder.path().join("builds")).expect("a folder").count(), 1);
    }
}
