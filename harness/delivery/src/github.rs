//! Workflows of GitHub Actions.
//!
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax>

mod branches;
mod injection;
mod jobs;
mod matrix;
mod permissions;
mod triggers;
mod uses;

use crate::error::ParseError;
use crate::finding::Finding;
use crate::model::Model;
use crate::yaml::Node;

/// Reads a workflow: its model, and what can be said about it without one.
///
/// # Errors
/// When the shape of the file is not that of a workflow.
pub(crate) fn read(root: &Node) -> Result<(Model, Vec<Finding>), ParseError> {
    let triggers = triggers::read(root);
    let mut findings = triggers.findings;
    findings.extend(injection::findings(root));
    let model = jobs::read(root, triggers.events, triggers.started, triggers.line)?;
    Ok((model, findings))
}

pub(crate) use permissions::findings as permissions;
