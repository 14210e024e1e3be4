//! What a lab allows to be handed in, and what it is recognised by.

use std::collections::BTreeSet;

use pack::Files;

/// Folders of the course itself in which no student works. Some of theirs are called like labs.
pub(crate) const OURS: [&str; 4] = ["solutions", "harness", "book", "docs"];

/// A lab, as far as its files go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabLayout {
    /// the lab's name, `salutation`
    pub name: String,
    /// its folder, `01-salutation`
    pub folder: String,
    /// what a lab is recognised by beside `src/**/*.rs`: files, or folders
    pub data: Vec<String>,
    /// its starter
    pub starter: Files,
    /// the [words](crate::words) of its sources, finished and unfinished
    pub words: BTreeSet<String>,
    /// whether it is graded; the others are recognised, so that nobody's work is taken for another lab
    pub is_graded: bool,
}

impl LabLayout {
    /// The number that its folder begins with.
    pub(crate) fn number(&self) -> Option<u32> {
        self.folder.split('-').next()?.parse().ok()
    }
}

/// Whether a lab may take a file of this path, before it is known where the labs are: it lies in no
/// hidden folder, and in none of the course's own.
pub(crate) fn may_be_taken(path: &str, layouts: &[LabLayout]) -> bool {
    let mut folders = path.split('/');
    folders.next_back();
    let is_lab = |part: &str| {
        layouts.iter().any(|lab| {
            part.eq_ignore_ascii_case(&lab.folder) || part.eq_ignore_ascii_case(&lab.name)
        })
    };
    // Whoever looks for no lab reads no file.
    let mut in_lab = false;
    !layouts.is_empty()
        && folders.all(|part| {
            in_lab = in_lab || is_lab(part);
            !part.starts_with('.') && (in_lab || !OURS.contains(&part))
        })
}
