//! For build scripts: puts the data files of a crate into its program.
//!
//! - [`snapshots`]: a suite's expectations, as the table that `engine::snapshots!()` includes.
//! - [`texts`]: a crate's `texts.toml`, as the modules that `texts::include_texts!()` includes.
//!
//! A build script, because it notices a file that was added or removed, which no macro does.

mod generate;
mod reading;
mod snapshots;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

pub use snapshots::snapshots;

/// Embeds `texts.toml`, beside the crate's manifest.
///
/// What is wrong with it fails the build, with the file, the key and what to do.
///
/// # Errors
/// When the file cannot be read, or the modules cannot be written.
pub fn texts() -> io::Result<()> {
    println!("cargo::rerun-if-changed=texts.toml");
    let folder = variable("CARGO_MANIFEST_DIR")?;
    let file = folder.join("texts.toml");
    let name = from_the_workspace(&file);
    let content = fs::read_to_string(&file)
        .map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))?;
    match reading::read(&content) {
        Ok(tables) => {
            fs::write(variable("OUT_DIR")?.join("texts.rs"), generate::modules(&name, &tables))
        }
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={name}: {problem}");
            }
            Ok(())
        }
    }
}

fn variable(name: &str) -> io::Result<PathBuf> {
    let missing = || io::Error::new(io::ErrorKind::NotFound, format!("{name} is not set"));
    env::var_os(name).map(PathBuf::from).ok_or_else(missing)
}

/// The path as an author knows it: from the folder of the course.
fn from_the_workspace(file: &Path) -> String {
    let root = file.ancestors().find(|folder| folder.join("Cargo.lock").is_file());
    let shown = root.and_then(|root| file.strip_prefix(root).ok()).unwrap_or(file);
    shown.display().to_string().replace('\\', "/")
}
