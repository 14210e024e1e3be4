//! Versions of actions and images.

mod pulled;
mod scripts;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::finding::{Finding, Reason};
use crate::gitlab;
use crate::yaml::{Node, Value};
use pulled::judged;

/// A commit, or a version with an optional prefix: `v4`, `4.1.2`, `v2.0.0-beta.1`, `release/v1`,
/// `cargo-hack-0.6.1`.
static VERSION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:[0-9a-f]{40}|[0-9a-f]{64}|(?:(?:release|releases|rel|version)[-/_])?[vV]?\d+(?:\.\d+)*(?:[-+.][0-9A-Za-z.+-]+)?|[A-Za-z][A-Za-z0-9_-]*[-/@]v?\d+\.\d+(?:\.\d+)*(?:[-+.][0-9A-Za-z.+-]+)?)$",
    )
    .expect("the pattern is a constant")
});

/// Whether the reference of an action, what follows `@`, is a commit or a version.
fn is_pinned_action(name: &str, reference: &str) -> bool {
    let name = name.to_ascii_lowercase();
    if VERSION.is_match(reference) {
        return true;
    }
    match name.as_str() {
        "dtolnay/rust-toolchain" => {
            matches!(reference, "stable" | "beta" | "nightly" | "clippy" | "miri")
                || reference.starts_with("nightly-")
        }
        // The tool is the reference; only the branches of the repository are not.
        "taiki-e/install-action" => !matches!(reference, "main" | "master" | "HEAD"),
        _ => false,
    }
}

/// The actions and images of a workflow of GitHub Actions.
pub(crate) fn of_github(root: &Node) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (mut actions, mut texts) = (Vec::new(), Vec::new());
    for job in root.get("jobs").map(Node::entries).unwrap_or_default() {
        let steps = job.value.get("steps").map(Node::items).unwrap_or_default();
        let uses = job
            .value
            .get("uses")
            .into_iter()
            .chain(steps.iter().filter_map(|step| step.get("uses")));
        findings.extend(uses.filter_map(action));
        actions.extend(steps);
        texts.extend(steps.iter().filter_map(|step| step.get("run")?.scalar()));
        let container = job.value.get("container");
        let services = job.value.get("services").map(Node::entries).unwrap_or_default();
        let images = container.into_iter().chain(services.iter().map(|service| &service.value));
        for image in images.filter_map(|node| named(node, "image")) {
            if let Some(text) = image.text().filter(|text| !text.is_empty()) {
                findings.extend(judged(image.line, text, text));
            }
        }
    }
    findings.extend(scripts::findings(&texts, &actions));
    findings
}

fn named<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    match node.value {
        Value::Map(_) => node.get(key),
        _ => Some(node),
    }
}

fn action(node: &Node) -> Option<Finding> {
    let uses = node.text()?.trim();
    if uses.starts_with("./") {
        return None;
    }
    if let Some(image) = uses.strip_prefix("docker://") {
        return judged(node.line, image, image);
    }
    match uses.split_once('@') {
        Some((name, reference)) if is_pinned_action(name, reference) => None,
        Some((action, reference)) => Some(branch(node.line, action, reference)),
        None => Some(without_version(node.line, uses)),
    }
}

fn branch(line: usize, action: &str, reference: &str) -> Finding {
    let (action, reference) = (action.to_owned(), reference.to_owned());
    Finding::new(line, Reason::ActionBranch { action, reference })
}

fn without_version(line: usize, action: &str) -> Finding {
    Finding::new(line, Reason::UnpinnedAction { action: action.to_owned() })
}

/// The images and components of a pipeline of GitLab CI.
pub(crate) fn of_gitlab(root: &Node, jobs: &gitlab::Jobs) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let of_file = gitlab::variables(root);
    let default = root.get("default").into_iter().chain(std::iter::once(root));
    let mut texts = Vec::new();
    for node in default.chain(jobs.jobs.iter().map(|job| &job.node)) {
        let mut variables = of_file.clone();
        variables.extend(gitlab::variables(node));
        let services = node.get("services").map(Node::items).unwrap_or_default();
        let images = node.get("image").into_iter().chain(services);
        for image in images.filter_map(|node| named(node, "name")) {
            let Some(text) = image.text() else { continue };
            findings.extend(judged(image.line, text, &resolved(text, &variables)));
        }
        let keys = ["before_script", "script", "after_script"].into_iter();
        texts.extend(keys.filter_map(|key| node.get(key)).flat_map(Node::texts));
    }
    findings.extend(scripts::findings(&texts, &[]));
    for item in root.get("include").map(Node::items).unwrap_or_default() {
        let Some(component) = item.get("component") else { continue };
        let Some(text) = component.text() else { continue };
        match text.rsplit_once('@') {
            Some((_, reference)) if VERSION.is_match(reference) || reference.starts_with('$') => {}
            Some((action, reference)) => findings.push(branch(component.line, action, reference)),
            None => findings.push(without_version(component.line, text)),
        }
    }
    findings.sort_unstable();
    findings.dedup();
    findings
}

/// The image with the variables of the file; others stay as they are.
fn resolved(image: &str, variables: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    let mut rest = image;
    while let Some((before, after)) = rest.split_once('$') {
        text.push_str(before);
        let (name, left) = match after.strip_prefix('{').and_then(|braced| braced.split_once('}')) {
            Some(found) => found,
            None => {
                let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                after.split_at(after.find(|c| !is_name(c)).unwrap_or(after.len()))
            }
        };
        match variables.get(name) {
            Some(value) => text.push_str(value.get(..200).unwrap_or(value)),
            None => {
                text.push('$');
                text.push_str(name);
            }
        }
        rest = left;
        if text.len() > 2_000 {
            break;
        }
    }
    text.push_str(rest);
    text
}
