//! Where a run takes place: a folder that goes away with it, the copy of the server, and an empty
//! folder for every check.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::conversation::Target;
use crate::process;
use crate::protocol::Subject;
use crate::server::Launch;

/// The folder of a run and what is judged in it.
#[derive(Debug)]
pub struct Stage {
    folder: TempDir,
    /// where the folders of the checks are, when that is elsewhere
    scratch: Option<TempDir>,
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
            Subject::Executable { path, through } => {
                Target::Launch(executable(path, through, folder.path())?)
            }
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
        Ok(Self { folder, scratch: scratch(), target })
    }

    /// What conversations are held with.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The folders of the run.
    pub fn folders(&self) -> Vec<PathBuf> {
        let both = [Some(&self.folder), self.scratch.as_ref()];
        both.into_iter().flatten().map(|folder| folder.path().to_owned()).collect()
    }

    /// An empty folder for one check.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn fresh(&self, check: &str) -> Result<TempDir> {
        tempfile::Builder::new()
            .prefix(check)
            .tempdir_in(self.scratch.as_ref().unwrap_or(&self.folder).path())
            .with_context(|| format!("making a folder for check {check}"))
    }
}

/// How a compiled server is started. One that something else starts is confined: nobody rebuilds it
/// meanwhile, and it stays where that something knows it to be.
fn executable(path: &Path, through: &[String], folder: &Path) -> Result<Launch> {
    let Some((program, first)) = through.split_first() else {
        let program = copy(path, folder)?;
        return Ok(Launch { program, arguments: Vec::new(), folder: None });
    };
    let mut arguments = first.to_vec();
    arguments.push(path.to_string_lossy().into_owned());
    Ok(Launch { program: PathBuf::from(program), arguments, folder: None })
}

/// A folder in memory, where there is room: a database that waits for a disk at every write would
/// take most of the time of a verdict, and a check needs nothing that outlives the machine.
fn scratch() -> Option<TempDir> {
    const ROOM: u64 = 256 * 1024 * 1024;
    let memory = process::memory_folder().filter(|(_, free)| *free >= ROOM)?.0;
    tempfile::Builder::new().prefix("atelier-").tempdir_in(memory).ok()
}

/// A copy, or a link where a build makes a new file and leaves this one as it is: because a running
/// executable cannot be rebuilt on Windows, and because on every system a rebuild in the middle of a
/// run would give half of the checks another server.
fn copy(executable: &Path, folder: &Path) -> Result<PathBuf> {
    let name = executable.file_name().context("the server has no file name")?;
    let copy = folder.join(name);
    if process::links_survive_a_build() && fs::hard_link(executable, &copy).is_ok() {
        return Ok(copy);
    }
    fs::copy(executable, &copy)
        .with_context(|| format!("copying {} to {}", executable.display(), copy.display()))?;
    Ok(copy)
}
