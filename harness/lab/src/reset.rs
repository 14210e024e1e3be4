//! `lab reset`: the starter again; the student's version is kept aside first.

use std::fs;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use engine::Lang;

use crate::cli::ResetOptions;
use crate::course::{Course, Lab, Side};
use crate::exit::Exit;
use crate::messages::{Label, Message};
use crate::progress::kept_folder;

/// Runs the command.
///
/// # Errors
/// Wrong usage, and those of [`start_anew`].
pub fn run(course: &Course, options: &ResetOptions, lang: Lang) -> Result<Exit> {
    let lab = course.lab(&options.lab)?;
    let path = format!("{}/{}", Side::Lab.folder(), lab.folder);
    let message = match start_anew(course, lab)? {
        Some(kept) => Label::ResetDone { path, kept: kept.display().to_string() },
        None => Label::ResetNothing { path },
    };
    println!("{}", message.text(lang));
    Ok(Exit::Passed)
}

/// Makes the starter of `lab` anew; returns where the old one is kept, relative to the course.
///
/// # Errors
/// Files that cannot be moved or written. The old version is moved in one step before anything is
/// written, so that no error loses it.
pub fn start_anew(course: &Course, lab: &Lab) -> Result<Option<PathBuf>> {
    let solution = course.folder(lab, Side::Solution)?;
    // Made first: when the starter cannot be made, nothing is moved.
    starters::from_solution(&solution)?;
    let folder = course.root.join(Side::Lab.folder()).join(&lab.folder);
    let kept = if folder.exists() {
        let aside = aside(course, lab)?;
        fs::rename(&folder, &aside)
            .with_context(|| format!("moving {} to {}", folder.display(), aside.display()))?;
        Some(aside.strip_prefix(&course.root).unwrap_or(&aside).to_owned())
    } else {
        None
    };
    starters::write(&solution, &folder)?;
    Ok(kept)
}

/// A folder that does not exist yet, named after the lab and the second.
fn aside(course: &Course, lab: &Lab) -> Result<PathBuf> {
    let folder = kept_folder(course);
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let second = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let names = (0_u32..).map(|again| match again {
        0 => format!("{}-{second}", lab.folder),
        again => format!("{}-{second}-{again}", lab.folder),
    });
    let free = names.map(|name| folder.join(name)).find(|path| !path.exists());
    free.context("every name is taken")
}
