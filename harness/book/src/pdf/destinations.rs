//! On which page each named destination of a PDF is.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, Result};
use percent_encoding::percent_decode;

/// The destinations of a PDF with the numbers of their pages, from 1. Chromium writes one for each `id`
/// that a link of the page names.
///
/// # Errors
/// When the file is no PDF, or has no destinations.
pub fn pages(pdf: &[u8]) -> Result<BTreeMap<String, u32>> {
    let document = Document::load_mem(pdf)?;
    let numbers: BTreeMap<_, _> =
        document.get_pages().into_iter().map(|(number, page)| (page, number)).collect();
    let destinations = document.catalog()?.get(b"Dests")?;
    let destinations: &Dictionary = document.dereference(destinations)?.1.as_dict()?;
    let page = |(name, destination): (&Vec<u8>, &Object)| {
        let page = destination.as_array().ok()?.first()?.as_reference().ok()?;
        let name = percent_decode(name).decode_utf8_lossy().into_owned();
        Some((name, *numbers.get(&page)?))
    };
    Ok(destinations.iter().filter_map(page).collect())
}
