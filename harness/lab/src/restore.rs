//! `lab restore`: a version of a lab that was kept, again in its place. What is there now is kept
//! too, so that a second `restore` undoes the first.

use std::time::Duration;

use anyhow::{Result, bail};
use texts::{Lang, Message};

use crate::cli::RestoreOptions;
use crate::course::{Course, Lab};
use crate::exit::{Exit, Refusal};
use crate::kept::{self, Kept};
use crate::messages::{labels, usage};
use crate::progress::Progress;

/// Runs the command.
///
/// # Errors
/// Wrong usage, nothing to restore, and files that cannot be moved.
pub fn run(course: &Course, options: &RestoreOptions, lang: Lang) -> Result<Exit> {
    let lab = options.lab.as_deref().map(|given| course.lab(given)).transpose()?;
    let versions = Kept::all(course, lab);
    if versions.is_empty() {
        return Err(Refusal::usage(match lab {
            Some(lab) => usage::nothing_kept_of(kept::shown(course, &kept::place(course, lab))),
            None => usage::NOTHING_KEPT,
        }));
    }
    if options.list {
        list(course, &versions, lang);
        return Ok(Exit::Passed);
    }
    let count = versions.len();
    let Some(version) = versions.into_iter().nth(options.pick - 1) else {
        return Err(Refusal::usage(usage::no_such_version(options.pick, count)));
    };
    put_back(course, version, lang)?;
    if count > 1 {
        let lab = options.lab.as_deref().map(|lab| format!(" {lab}")).unwrap_or_default();
        println!("{}", labels::restore_others(count - 1, lab).text(lang));
    }
    Ok(Exit::Passed)
}

/// Puts a version in the place of the present one, which is kept.
fn put_back(course: &Course, version: Kept<'_>, lang: Lang) -> Result<()> {
    let lab: &Lab = version.lab;
    let path = kept::shown(course, &kept::place(course, lab));
    let (age, state, from) = (age(version.age()), version.state(), version.folder.clone());
    let mut progress = Progress::load(course, lang);
    let kept = kept::keep(course, lab, &progress.of(lab))?;
    if let Err(error) = version.put_back(course) {
        let Some(kept) = kept else { bail!(error) };
        // What was there is better than nothing.
        std::fs::rename(&kept, kept::place(course, lab))?;
        bail!(error.context(format!("{} stays where it is", from.display())));
    }
    progress.set(lab, state.unwrap_or_default());
    progress.save(course, lang);
    let message = match kept {
        Some(kept) => labels::restore_swapped(path, age, kept::shown(course, &kept)),
        None => labels::restore_done(path, age),
    };
    println!("{}", message.text(lang));
    Ok(())
}

/// A line for each version, the newest first, numbered as `--pick` counts.
fn list(course: &Course, versions: &[Kept<'_>], lang: Lang) {
    let widest = versions.iter().map(|version| version.lab.folder.len()).max().unwrap_or(0);
    for (number, version) in versions.iter().enumerate().map(|(index, kept)| (index + 1, kept)) {
        let age = age(version.age()).text(lang);
        let checked = version.state().filter(|state| state.out_of > 0);
        let points = checked.map(|state| format!("{}/{}", state.points, state.out_of));
        let points = points.unwrap_or_else(|| labels::NOT_TRIED.text(lang));
        let path = kept::shown(course, &version.folder);
        println!("{number:>3}  {:widest$}  {age:<14}  {points:<16}  {path}", version.lab.folder);
    }
}

/// How long ago, in the unit that a person would use.
fn age(age: Duration) -> Message {
    let minutes = age.as_secs() / 60;
    match minutes {
        0..60 => labels::minutes_ago(minutes),
        60..1440 => labels::hours_ago(minutes / 60),
        _ => labels::days_ago(minutes / 1440),
    }
}
