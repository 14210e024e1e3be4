//! `lab reset`: the starter again, and no progress; the student's version is kept aside first.

use std::path::PathBuf;

use anyhow::Result;
use texts::Lang;

use crate::cli::ResetOptions;
use crate::course::{Course, Lab, Side};
use crate::exit::Exit;
use crate::kept;
use crate::messages::labels;
use crate::progress::{Progress, State};

/// Runs the command.
///
/// # Errors
/// Wrong usage, and those of [`start_anew`].
pub fn run(course: &Course, options: &ResetOptions, lang: Lang) -> Result<Exit> {
    let lab = course.lab(&options.lab)?;
    let path = kept::shown(course, &kept::place(course, lab));
    let number = course.number(lab);
    let message = match start_anew(course, lab, lang)? {
        Some(kept) => labels::reset_done(path, kept::shown(course, &kept), number),
        None => labels::reset_nothing(path),
    };
    println!("{}", message.text(lang));
    Ok(Exit::Passed)
}

/// Writes the starter of `lab` again and forgets its progress; returns where the old version is
/// kept, if there was something in it to keep.
///
/// # Errors
/// Files that cannot be moved or written. The old version is moved in one step before anything is
/// written, so that no error loses it.
pub fn start_anew(course: &Course, lab: &Lab, lang: Lang) -> Result<Option<PathBuf>> {
    let solution = course.folder(lab, Side::Solution)?;
    // Made first: when the starter cannot be made, nothing is moved.
    starters::from_solution(&solution)?;
    let mut progress = Progress::load(course, lang);
    let kept = if kept::holds_work(course, lab)? {
        kept::keep(course, lab, &progress.of(lab))?
    } else {
        None
    };
    starters::write(&solution, &kept::place(course, lab))?;
    progress.set(lab, State::default());
    progress.save(course, lang);
    Ok(kept)
}
