//! A copy of the course that a test may spoil, with a target folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::{compiled, lab, root};

/// The copy. It is made again every time; what was compiled in it is kept for the next time.
pub struct Course {
    folder: PathBuf,
}

impl Course {
    /// A clean copy.
    pub fn copy() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("course");
        let _ = fs::remove_dir_all(&folder);
        for part in ["Cargo.toml", "Cargo.lock", ".cargo", "labs", "solutions", "harness", "book"] {
            copy(&root().join(part), &folder.join(part));
        }
        let course = Self { folder };
        for lab in ["1", "2"] {
            // The student may have worked in the original; the copy begins at the beginning.
            assert!(course.lab(&["reset", lab]).status.success());
        }
        fs::remove_dir_all(course.path(".atelier")).expect("the state of the command");
        compiled::share(&root().join("target/debug"), &built().join("debug"));
        course
    }

    /// The command, ready to be started in the copy.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = lab(&self.folder, &[arguments, &["--lang", "en"]].concat());
        command.env("CARGO_TARGET_DIR", built());
        command
    }

    /// The command, run to its end.
    pub fn lab(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the command starts")
    }

    pub fn path(&self, inside: &str) -> PathBuf {
        self.folder.join(inside)
    }

    pub fn read(&self, inside: &str) -> String {
        fs::read_to_string(self.path(inside)).unwrap_or_else(|error| panic!("{inside}: {error}"))
    }

    pub fn write(&self, inside: &str, text: &str) {
        fs::write(self.path(inside), text).unwrap_or_else(|error| panic!("{inside}: {error}"));
    }
}

/// The target folder of the copy.
fn built() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("built")
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(from, to).expect("a copy");
        return;
    }
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}
