//! The folder of a run: it contains the copy of the server and an empty folder for each check, and
//! is removed after the run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::conversation::Target;
use crate::process;
use crate::protocol::Subject;
use crate::server::Launch;

/// The folder of a run, and the server to judge.
#[derive(Debug)]
pub struct RunFolder {
    folder: TempDir,
    /// where the copy of the server is, if no program can be executed in `folder`
    program: Option<TempDir>,
    /// where the folders of the checks are, if not in `folder`
    scratch: Option<TempDir>,
    target: Target,
    /// the lab's folder, if it is known
    files: Option<PathBuf>,
    /// whether every server is started in a sandbox
    is_confined: bool,
}

impl RunFolder {
    /// Creates the folder and copies the server into it.
    ///
    /// # Errors
    /// When the folder cannot be created, or the executable cannot be copied.
    pub fn prepare(subject: &Subject) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("atelier-")
            .tempdir()
            .context("creating a temporary folder for the run")?;
        let program = program_folder(subject, folder.path())?;
        let target = match subject {
            Subject::Running { address } => Target::Running(*address),
            Subject::Executable { path, through, .. } => {
                let place = program.as_ref().unwrap_or(&folder);
                Target::Launch(executable(path, through, place.path())?)
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
        let is_confined =
            matches!(subject, Subject::Executable { through, .. } if !through.is_empty());
        let files = match subject {
            Subject::Executable { files, .. } => files.clone(),
            Subject::Command { folder, .. } => Some(folder.clone()),
            Subject::Running { .. } => None,
        };
        Ok(Self { folder, program, scratch: scratch(), target, files, is_confined })
    }

    /// The lab's folder, if it is known.
    pub fn files(&self) -> Option<&Path> {
        self.files.as_deref()
    }

    /// The server to judge.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Whether every server is started in a sandbox.
    pub fn is_confined(&self) -> bool {
        self.is_confined
    }

    /// The folders of the run.
    pub fn folders(&self) -> Vec<PathBuf> {
        let all = [Some(&self.folder), self.program.as_ref(), self.scratch.as_ref()];
        all.into_iter().flatten().map(|folder| folder.path().to_owned()).collect()
    }

    /// An empty folder for one check. Its name does not say for which: a server could read it.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn check_folder(&self, check: &str) -> Result<CheckFolder> {
        let creating = || format!("creating a folder for check {check}");
        let around = tempfile::Builder::new()
            .prefix("check-")
            .tempdir_in(self.scratch.as_ref().unwrap_or(&self.folder).path())
            .with_context(creating)?;
        let path = around.path().join("data");
        fs::create_dir(&path).with_context(creating)?;
        Ok(CheckFolder { path, _around: around })
    }
}

/// The folder of a check, in one of its own: what a sandbox lays beside it goes away with it.
#[derive(Debug)]
pub struct CheckFolder {
    path: PathBuf,
    _around: TempDir,
}

impl CheckFolder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A folder beside the server, when no program can be executed where temporary files are: the disk
/// is mounted with `noexec`.
fn program_folder(subject: &Subject, temporary: &Path) -> Result<Option<TempDir>> {
    let Subject::Executable { path, through, .. } = subject else { return Ok(None) };
    let Some(beside) = path.parent().filter(|_| through.is_empty()) else { return Ok(None) };
    if !process::is_noexec(temporary) {
        return Ok(None);
    }
    let folder = tempfile::Builder::new().prefix("atelier-").tempdir_in(beside);
    folder.map(Some).context("creating a folder for the server")
}

/// How to start a compiled server. One that another command starts is in a sandbox: nobody builds
/// it again during the run, and it must stay where that command expects it.
fn executable(path: &Path, through: &[String], folder: &Path) -> Result<Launch> {
    let Some((program, first)) = through.split_first() else {
        let program = copy(path, folder)?;
        return Ok(Launch { program, arguments: Vec::new(), folder: None });
    };
    let mut arguments = first.to_vec();
    arguments.push(path.to_string_lossy().into_owned());
    Ok(Launch { program: PathBuf::from(program), arguments, folder: None })
}

/// A folder in memory, if there is room. Otherwise most of the time of a verdict would go into
/// databases waiting for the disk, although a check needs nothing that survives a crash of the
/// machine.
fn scratch() -> Option<TempDir> {
    const ROOM: u64 = 256 * 1024 * 1024;
    let memory = process::memory_folder().filter(|(_, free)| *free >= ROOM)?.0;
    tempfile::Builder::new().prefix("atelier-").tempdir_in(memory).ok()
}

/// A copy of the executable, or a hard link where a build replaces the file: on Windows, a running
/// executable cannot be built again, and everywhere a build during the run would give another
/// server to the checks that follow.
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
