//! Temporary files and folders, and what a grader that was killed left of them.

use std::fs;
use std::path::{Path, PathBuf};

/// Before the number of the grader in the names of temporary files and folders.
const PREFIX: &str = "atelier-";

/// How the names of temporary files and folders of this grader begin.
pub fn prefix() -> String {
    format!("{PREFIX}{}-", std::process::id())
}

/// Removes what graders that are gone left in the folder for temporary files. What cannot be removed is
/// in nobody's way.
pub fn sweep() {
    sweep_makers(&std::env::temp_dir(), PREFIX);
}

/// Removes what lies in `folder`, is called `prefix` with the number of a process, and whose process
/// has gone.
pub fn sweep_makers(folder: &Path, prefix: &str) {
    for path in entries(folder) {
        let number = name(&path).strip_prefix(prefix).and_then(|rest| rest.split('-').next());
        let Some(maker) = number.and_then(|number| number.parse::<u32>().ok()) else { continue };
        if !Path::new(&format!("/proc/{maker}")).exists() {
            let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let read = fs::read_dir(folder).into_iter().flatten().flatten();
    read.map(|entry| entry.path()).collect()
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}
