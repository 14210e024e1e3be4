//! Folders of files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Every file below `folder`, sorted.
///
/// # Errors
/// When a folder cannot be read.
pub fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

/// Copies every file below `from` for which `wanted` holds to the same place below `to`.
///
/// # Errors
/// When a file cannot be read or written.
pub fn copy(from: &Path, to: &Path, wanted: impl Fn(&Path) -> bool) -> Result<()> {
    for file in below(from)? {
        let inside = file.strip_prefix(from)?;
        if wanted(inside) {
            let copy = to.join(inside);
            fs::create_dir_all(copy.parent().unwrap_or(to))?;
            fs::copy(&file, &copy).with_context(|| format!("copying {}", file.display()))?;
        }
    }
    Ok(())
}
