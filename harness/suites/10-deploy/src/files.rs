//! The files of the lab, and how what is wrong with them is reported: every finding of a check at once, each a
//! sentence with its file and line, and the section of the book for the first.

use dockerfile::Image;
use engine::{Conversation, Stop};
use kubernetes::{ImageSettings, Objects};
use texts::Message;

use crate::messages::promises;

/// The port on which the service listens without `PORT`.
pub const DEFAULT_PORT: u16 = 5000;

/// How many findings a report shows: somebody who has read them tries again.
const SHOWN: usize = 8;

/// One thing that is wrong, and the section of the book that explains it.
pub struct Problem {
    pub what: Message,
    pub chapter: &'static str,
}

/// The image, as `Dockerfile` and `.dockerignore` describe it.
///
/// # Errors
/// When one of them cannot be read.
pub fn image(c: &mut Conversation<'_>) -> Result<Image, Stop> {
    let dockerfile = c.lab_file("Dockerfile")?;
    let dockerignore = c.optional_lab_file(".dockerignore")?;
    Image::read(&dockerfile, dockerignore.as_deref())
        .map_err(|error| c.broken(error.message(), "", ""))
}

/// The objects in `k8s/*.yaml`.
///
/// # Errors
/// When no such file exists, or the files cannot be read.
pub fn objects(c: &mut Conversation<'_>) -> Result<Objects, Stop> {
    let files = c.lab_files("k8s", "yaml")?;
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Objects::read(&files).map_err(|error| c.broken(error.message(), "", ""))
}

/// What the image sets, as far as its `Dockerfile` can be read: what is wrong with that one is the business of
/// other checks.
pub fn image_settings(c: &mut Conversation<'_>) -> ImageSettings {
    let mut settings = ImageSettings::new(DEFAULT_PORT);
    let steps = c.steps();
    if let Ok(image) = image(c) {
        let variables = image.variables();
        settings.env = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    }
    c.forget_steps_after(steps);
    settings
}

/// Ends the check: it has passed when nothing is wrong.
///
/// # Errors
/// All that is wrong.
pub fn judge(c: &mut Conversation<'_>, file: &str, problems: Vec<Problem>) -> Result<(), Stop> {
    let Some(first) = problems.first() else { return c.compare(file, "…") };
    let chapter = first.chapter;
    let mut shown: Vec<Message> = Vec::new();
    for Problem { what, .. } in problems {
        if !shown.contains(&what) {
            shown.push(what);
        }
    }
    let more = shown.len().saturating_sub(SHOWN);
    shown.truncate(SHOWN);
    if more > 0 {
        shown.push(promises::more_problems(more));
    }
    Err(c.broken(Message::joined(shown, "\n"), "", "").explained_in(chapter))
}
