//! `permissions`: what the token of a job may do.
//!
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions>

use crate::finding::{Finding, Reason};
use crate::yaml::{Node, Value};

/// Jobs without permissions, and those that may write although they push no image.
pub(crate) fn findings(root: &Node, pushes: &dyn Fn(&str) -> bool) -> Vec<Finding> {
    let of_file = root.get("permissions");
    let mut findings = Vec::new();
    for job in root.get("jobs").map(Node::entries).unwrap_or_default() {
        let Some(permissions) = job.value.get("permissions").or(of_file) else {
            let reason = Reason::NoPermissions { job: job.key.clone() };
            findings.push(Finding::new(job.line, reason));
            continue;
        };
        if pushes(&job.key) {
            continue;
        }
        for (line, scope) in written(permissions) {
            let reason = Reason::WritePermission { job: job.key.clone(), scope };
            findings.push(Finding::new(line, reason));
        }
    }
    findings
}

/// The scopes that may be written, with their lines.
fn written(permissions: &Node) -> Vec<(usize, String)> {
    match &permissions.value {
        Value::Text(text) if text.text == "write-all" => {
            vec![(permissions.line, text.text.clone())]
        }
        Value::Map(entries) => entries
            .iter()
            .filter(|entry| entry.value.text() == Some("write"))
            .map(|entry| (entry.line, entry.key.clone()))
            .collect(),
        _ => Vec::new(),
    }
}
