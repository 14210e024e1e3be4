//! Images that scripts run: `docker run rust:latest`.

use std::collections::BTreeSet;

use crate::commands::{Made, image_run, images_made, is_local, repository};
use crate::finding::Finding;
use crate::script::parse;
use crate::yaml::{Node, Text};

use super::pulled::judged;

/// The images that the scripts of a file run, without those that it makes. What a variable holds is not
/// judged, and nothing is when an image may be made by a command that is not followed.
pub(super) fn findings(scripts: &[&Text], actions: &[&Node]) -> Vec<Finding> {
    // Most files run none: their scripts need not be read again.
    if !scripts.iter().any(|script| script.text.contains(" run") || script.text.contains(" create"))
    {
        return Vec::new();
    }
    let mut made = BTreeSet::new();
    for action in actions {
        let uses = action.text_of("uses").unwrap_or_default();
        if uses.contains("bake-action") || uses.starts_with("./") {
            return Vec::new();
        }
        for input in ["tags", "images", "image"] {
            let text = action.get("with").and_then(|with| with.text_of(input)).unwrap_or_default();
            made.extend(text.split(['\n', ',']).map(|image| repository(image.trim()).to_owned()));
        }
    }
    let mut run = Vec::new();
    for script in scripts {
        for command in parse(&script.text).commands {
            match images_made(&command.words) {
                Made::Unknown => return Vec::new(),
                Made::Images(images) => {
                    made.extend(images.into_iter().map(|image| repository(image).to_owned()));
                }
                Made::Nothing => {}
            }
            if let Some(image) = image_run(&command.words) {
                run.push((script.first_line + command.line, image.to_owned()));
            }
        }
    }
    run.into_iter()
        .filter(|(_, image)| !image.contains('$') && !is_local(image))
        .filter(|(_, image)| !made.contains(repository(image)))
        .filter_map(|(line, image)| judged(line, &image, &image))
        .collect()
}
