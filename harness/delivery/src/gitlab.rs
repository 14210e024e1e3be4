//! Pipelines of GitLab CI.
//!
//! <https://docs.gitlab.com/ci/yaml/>

mod events;
mod includes;
mod jobs;
mod merge;
mod rules;
mod variables;

use crate::error::ParseError;
use crate::finding::{Finding, Occasion, Reason};
use crate::model::Model;
use crate::yaml::Node;

pub(crate) use merge::{Jobs, merged};
pub(crate) use variables::of as variables;

/// Reads a pipeline: its model, and what can be said about it without one.
///
/// # Errors
/// When the shape of the file is not that of a pipeline.
pub(crate) fn read(root: &Node, jobs: &Jobs) -> Result<(Model, Vec<Finding>), ParseError> {
    let read = jobs::read(root, jobs)?;
    let mut findings = Vec::new();
    if read.is_missing(Occasion::PullRequest) {
        findings.push(Finding::new(read.model.line, Reason::NotStarted(Occasion::PullRequest)));
    }
    if read.is_missing(Occasion::PushToMain) {
        findings.push(Finding::new(read.model.line, Reason::NotStarted(Occasion::PushToMain)));
    }
    Ok((read.model, findings))
}
