//! The snapshots of a suite as a table in Rust.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::variable;

/// Embeds every `.snap` file of `snapshots/`, beside the suite's manifest.
///
/// # Errors
/// When a file cannot be read, or the table cannot be written.
pub fn snapshots() -> io::Result<()> {
    println!("cargo::rerun-if-changed=snapshots");
    let folder = variable("CARGO_MANIFEST_DIR")?.join("snapshots");
    let table = table(&folder)?;
    fs::write(variable("OUT_DIR")?.join("snapshots.rs"), table)
}

fn table(folder: &Path) -> io::Result<String> {
    let mut files: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?,
        // A new suite has no snapshots yet, and must compile to record them.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    files.retain(|file| file.extension().is_some_and(|extension| extension == "snap"));
    files.sort();
    let mut table = String::from("&[\n");
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let content = fs::read_to_string(&file)?;
        // Writing to a string cannot fail.
        let _ = writeln!(table, "    ({name:?}, {content:?}),");
    }
    table.push_str("]\n");
    Ok(table)
}
