//! What the model of a pipeline is judged for.

mod cache;
mod checks;
mod image;
mod occurrences;

use crate::finding::Finding;
use crate::model::Model;

/// What is wrong with the checks, the cache and the image of a pipeline.
pub(crate) fn findings(model: &Model) -> Vec<Finding> {
    let occurrences = occurrences::find(model);
    let mut findings = checks::findings(model, &occurrences);
    findings.extend(cache::findings(model, &occurrences));
    findings.extend(image::findings(model, &occurrences));
    findings
}

pub(crate) use image::pushing_jobs;
