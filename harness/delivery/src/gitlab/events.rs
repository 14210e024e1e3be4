//! The events for which a pipeline is judged.

use std::collections::BTreeSet;

use crate::gitlab::merge::Jobs;
use crate::model::{Event, EventKind, OTHER_BRANCHES};
use crate::yaml::Node;

/// How many branches of conditions are tried.
const MAX_BRANCHES: usize = 12;

/// A merge request, a push to the main branch, to another branch, and to the branches that
/// conditions name.
pub(super) fn events(root: &Node, jobs: &Jobs) -> Vec<Event> {
    let mut events = Vec::new();
    for branch in ["main", "master"] {
        events.push(Event::new(EventKind::PullRequest, branch));
        events.push(Event::new(EventKind::PushToMain, branch));
    }
    let mut names = BTreeSet::new();
    for node in jobs.jobs.iter().map(|job| &job.node).chain(root.get("workflow")) {
        for rule in node.get("rules").map(Node::items).unwrap_or_default() {
            names.extend(rule.text_of("if").into_iter().flat_map(branches_in));
        }
        let only = node.get("only").map(|only| only.get("refs").unwrap_or(only));
        names.extend(only.map(Node::strings).unwrap_or_default().iter().map(|name| example(name)));
    }
    let is_keyword = |name: &str| {
        matches!(
            name,
            "main"
                | "master"
                | ""
                | "branches"
                | "tags"
                | "merge_requests"
                | "pushes"
                | "schedules"
                | "web"
                | "api"
                | "triggers"
                | "external"
                | "chat"
                | "pipelines"
        ) || name.starts_with('$')
    };
    let mut others: Vec<&str> = OTHER_BRANCHES.to_vec();
    let named = names.iter().map(String::as_str).filter(|name| !is_keyword(name));
    others.splice(1..1, named.take(MAX_BRANCHES));
    events.extend(others.into_iter().map(|name| Event::new(EventKind::PushToBranch, name)));
    events
}

/// The literals and patterns that a condition compares with the branch.
fn branches_in(condition: &str) -> Vec<String> {
    let mut found = Vec::new();
    for variable in ["$CI_COMMIT_BRANCH", "$CI_COMMIT_REF_NAME"] {
        for (at, _) in condition.match_indices(variable).take(MAX_BRANCHES) {
            let rest = condition[at + variable.len()..].trim_start();
            let rest = rest.trim_start_matches(['=', '~', '!']).trim_start();
            let end = |quote: char| rest[1..].find(quote).map(|end| &rest[1..=end]);
            found.extend(match rest.chars().next() {
                Some(quote @ ('"' | '\'')) => end(quote).map(str::to_owned),
                Some('/') => Some(example(rest)),
                _ => None,
            });
        }
    }
    found
}

/// `/^release-.*$/` is for `release-1`.
fn example(name: &str) -> String {
    let Some(pattern) = name.strip_prefix('/') else { return name.to_owned() };
    let pattern = pattern.trim_start_matches('^');
    let mut text = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(next @ ('/' | '.' | '-')) => text.push(next),
                _ => break,
            },
            _ if c.is_alphanumeric() || matches!(c, '-' | '_') => text.push(c),
            '/' | '$' => return text,
            _ => break,
        }
    }
    text.push('1');
    text
}
