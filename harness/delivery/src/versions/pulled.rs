//! Whether an image that a pipeline pulls has a fixed version.

use images::Unpinned;

use crate::finding::{Finding, Reason};

/// An image as it is written, and with the variables of the file.
pub(super) fn judged(line: usize, written: &str, resolved: &str) -> Option<Finding> {
    let problem = unpinned(resolved)?;
    Some(Finding::new(line, Reason::Unpinned { image: written.to_owned(), problem }))
}

/// Why an image has no fixed version. What a variable holds may be one, or a digit of one.
fn unpinned(image: &str) -> Option<Unpinned> {
    let (folder, last) = image.rsplit_once('/').unwrap_or(("", image));
    let (name, end) = last.find([':', '@']).map_or((last, ""), |at| last.split_at(at));
    let is_unknown = |text: &str| text.contains('$') || text.contains("}}");
    match end.chars().next() {
        // The whole image, or its end, is in a variable.
        None if is_unknown(name) => None,
        Some(_) if is_unknown(end) => None,
        _ if is_unknown(name) => images::unpinned(&format!("image{end}")),
        _ if is_unknown(folder) => images::unpinned(last),
        _ => images::unpinned(image),
    }
}
