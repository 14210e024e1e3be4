//! Where a run takes place: a folder that goes away with it, the copy of the server, and an empty
//! folder for every check.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::conversation::Target;
use crate::protocol::Subject;
use crate::server::Launch;

/// The folder of a run and what is judged in it.
#[derive(Debug)]
pub struct Stage {
    folder: TempDir,
    target: Target,
}

impl Stage {
    /// Makes the folder and copies the server into it.
    ///
    /// # Errors
    /// When the folder cannot be made or the executable not be copied.
    pub fn set(subject: &Subject) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("atelier-")
            .tempdir()
            .context("making a temporary folder for the run")?;
        let target = match subject {
            Subject::Running { address } => Target::Running(*address),
            Subject::Executable { path } => Target::Launch(Launch {
                program: copy(path, folder.path())?,
                arguments: Vec::new(),
                folder: None,
            }),
            Subject::Command { words, folder } => {
                let (program, arguments) =
                    words.split_first().context("the command of the server is empty")?;
                Target::Launch(Launch {
                    program: PathBuf::from(program),
                    arguments: arguments.to_vec(),
                    folder: Some(folder.clone()),
                })
            }
        };
        Ok(Self { folder, target })
    }

    /// What conversations are held with.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The folder of the run.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// An empty folder for one check.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn fresh(&self, check: &str) -> Result<TempDir> {
        tempfile::Builder::new()
            .prefix(check)
            .tempdir_in(self.folder.path())
            .with_context(|| format!("making a folder for check {check}"))
    }
}

/// A copy, because a running executable cannot be rebuilt on Windows, and because on every system
/// a rebuild in the middle of a run would give half of the checks another server.
fn copy(executable: &Path, folder: &Path) -> Result<PathBuf> {
    let name = executable.file_name().context("the server has no file name")?;
    let copy = folder.join(name);
    fs::copy(executable, &copy)
        .with_context(|| format!("copying {} to {}", executable.display(), copy.display()))?;
    Ok(copy)
}
