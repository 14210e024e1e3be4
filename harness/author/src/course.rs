//! The labs as the author sees them: starters that follow from solutions.

use std::path::PathBuf;

use anyhow::{Result, bail};

use lab::course::Course;
use lab::reset;

use crate::cargo;

/// The folders of the labs, in the order of the course.
///
/// # Errors
/// When the manifest cannot be read.
fn folders() -> Result<Vec<String>> {
    Ok(Course::find()?.labs.into_iter().map(|lab| lab.folder).collect())
}

fn sides(folder: &str) -> (PathBuf, PathBuf) {
    let root = cargo::root();
    (root.join("solutions").join(folder), root.join("labs").join(folder))
}

/// Writes every starter again. A lab that differs is kept aside first: it may hold a student's work.
///
/// # Errors
/// When a solution's marks do not pair up, or a file cannot be written.
pub fn write_starters() -> Result<()> {
    let course = Course::find()?;
    for lab in &course.labs {
        let (solution, folder) = sides(&lab.folder);
        if starters::differences(&solution, &folder).is_ok_and(|files| files.is_empty()) {
            continue;
        }
        match reset::start_anew(&course, lab, lab::locale())? {
            Some(kept) => println!("{}: written; the old one is in {}", lab.folder, kept.display()),
            None => println!("{}: written", lab.folder),
        }
    }
    Ok(())
}

/// Fails when a starter is not what its solution says.
///
/// # Errors
/// Names the files that differ.
pub fn check_starters() -> Result<()> {
    let mut differing = Vec::new();
    for folder in folders()? {
        let (solution, lab) = sides(&folder);
        differing.extend(starters::differences(&solution, &lab)?);
    }
    if differing.is_empty() {
        return Ok(());
    }
    let root = cargo::root();
    let names: Vec<String> = differing
        .iter()
        .map(|path| path.strip_prefix(&root).unwrap_or(path).display().to_string())
        .collect();
    bail!(
        "these files are not what the solutions say. If you are working on the labs, that is as it \
         should be; if you changed a solution, `cargo author starters` writes them again:\n{}",
        names.join("\n")
    );
}
