//! What each lab of the course is recognised by in a submission.

use std::fs;

use anyhow::{Context, Result};
use jiff::tz::TimeZone;
use lab::course::{Course, Lab};
use submission::{Caps, LabLayout, Terms, words};

use super::prepared_lab::{below, starter};

/// What holds for every submission of a class in which these labs are graded.
///
/// # Errors
/// Those of [`layouts`] and [`zone`].
pub fn terms(course: &Course, graded: &[&Lab]) -> Result<Terms> {
    Ok(Terms { layouts: layouts(course, graded)?, caps: Caps::default(), zone: zone(course)? })
}

/// The zone of the course.
///
/// # Errors
/// When this machine does not know it.
pub fn zone(course: &Course) -> Result<TimeZone> {
    let name = &course.zone;
    TimeZone::get(name).with_context(|| format!("the zone {name} of the course file is unknown"))
}

/// The layouts of all labs of the course. Those that are not graded are recognised too: else their work could
/// be taken for that of another.
///
/// # Errors
/// When a solution cannot be read.
pub fn layouts(course: &Course, graded: &[&Lab]) -> Result<Vec<LabLayout>> {
    course.labs.iter().map(|lab| layout(course, lab, graded)).collect()
}

fn layout(course: &Course, lab: &Lab, graded: &[&Lab]) -> Result<LabLayout> {
    let solution = course.root.join("solutions").join(&lab.folder);
    let starter = starter(&solution)?;
    let sources = below(&solution.join("src"))?;
    let finished = sources.iter().map(|path| {
        let content = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        Ok((path.strip_prefix(&solution)?.to_string_lossy().into_owned(), content))
    });
    let finished: Vec<(String, Vec<u8>)> = finished.collect::<Result<_>>()?;
    let all = finished.iter().map(|(path, content)| (path, content)).chain(&starter);
    let words = words(all.map(|(path, content)| (path.as_str(), content.as_slice())));
    Ok(LabLayout {
        name: lab.name.clone(),
        folder: lab.folder.clone(),
        data: lab.data.clone(),
        words,
        starter,
        is_graded: graded.iter().any(|graded| graded.name == lab.name),
    })
}
