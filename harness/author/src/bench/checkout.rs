//! A copy of the repository with a target folder of its own: it can be edited, and compiled from
//! nothing.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::cargo;

/// The copy; it is removed when this is dropped.
pub struct Checkout {
    folder: TempDir,
}

impl Checkout {
    /// Copies every file that git knows or would know.
    ///
    /// # Errors
    /// When git or a file fails.
    pub fn make() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("atelier-bench-").tempdir()?;
        let files = Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
            .current_dir(cargo::root())
            .output()
            .context("asking git for the files of the repository")?;
        for file in String::from_utf8_lossy(&files.stdout).split('\0').filter(|f| !f.is_empty()) {
            let (from, to) = (cargo::root().join(file), folder.path().join(file));
            fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
            if from.is_file() {
                fs::copy(&from, &to).with_context(|| format!("copying {file}"))?;
            }
        }
        let copy = Self { folder };
        copy.timed("cargo", &["fetch", "--quiet"])?;
        Ok(copy)
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A command in it, with no input and its output thrown away.
    pub fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.path())
            .env_remove("CARGO_MANIFEST_DIR")
            .env("CARGO_TARGET_DIR", self.path().join("target"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Wall time of a command. Status 1 is a verdict, not an error.
    ///
    /// # Errors
    /// When it does not start, or ends with another status.
    pub fn timed(&self, program: &str, arguments: &[&str]) -> Result<Duration> {
        let start = Instant::now();
        let status = self
            .command(program, arguments)
            .status()
            .with_context(|| format!("starting {program}"))?;
        let took = start.elapsed();
        let fine = matches!(status.code(), Some(0 | 1));
        ensure!(fine, "{program} {} ended with {status}", arguments.join(" "));
        Ok(took)
    }

    /// Removes everything that was compiled.
    ///
    /// # Errors
    /// When something cannot be removed.
    pub fn clean(&self) -> Result<()> {
        let target = self.path().join("target");
        if target.exists() {
            fs::remove_dir_all(&target).context("emptying the target folder")?;
        }
        Ok(())
    }
}
