//! The compiled dependencies, alone.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sandbox::leftovers;
use tempfile::TempDir;

/// Before the number of the grader that the folder of libraries is of: two may work at once.
const LIBRARIES: &str = "libraries-";

/// A folder with the compiled libraries and nothing else: cargo's own holds the solutions, compiled.
/// This grader's alone: what another one prepares meanwhile must not take it away.
pub(super) fn only_libraries(target: &Path) -> Result<TempDir> {
    let from = target.join("debug/deps");
    leftovers::sweep_makers(target, LIBRARIES);
    let folder = tempfile::Builder::new()
        .prefix(&format!("{LIBRARIES}{}-", std::process::id()))
        .tempdir_in(target)
        .with_context(|| format!("making a folder in {}", target.display()))?;
    let to = folder.path();
    for entry in fs::read_dir(&from).with_context(|| format!("reading {}", from.display()))? {
        let path = entry.with_context(|| format!("reading {}", from.display()))?.path();
        let library = path.extension().is_some_and(|kind| kind == "rlib" || kind == "so");
        if let Some(name) = path.file_name().filter(|_| library) {
            let inside = to.join(name);
            if fs::hard_link(&path, &inside).is_err() {
                fs::copy(&path, &inside).with_context(|| format!("copying {}", path.display()))?;
            }
        }
    }
    Ok(folder)
}
