//! The filters `branches` and `branches-ignore`.
//!
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet>

use regex::RegexBuilder;

use crate::yaml::Node;

/// How many patterns of a filter are tried as branches.
const MAX_EXAMPLES: usize = 12;
/// The longest pattern that is read.
const MAX_PATTERN: usize = 200;

/// Whether an event with `branches` and `branches-ignore` is for this branch.
pub(crate) fn allows(filter: &Node, branch: &str) -> bool {
    let ignored = filter.get("branches-ignore").map(Node::strings);
    match filter.get("branches").map(Node::strings) {
        // The last pattern that fits decides.
        Some(patterns) => {
            let mut is_allowed = false;
            for pattern in patterns.iter().take(MAX_EXAMPLES * 10) {
                match pattern.strip_prefix('!') {
                    Some(pattern) if fits(pattern, branch) => is_allowed = false,
                    None if fits(pattern, branch) => is_allowed = true,
                    _ => {}
                }
            }
            is_allowed
        }
        None => !ignored.is_some_and(|patterns| {
            patterns.iter().take(MAX_EXAMPLES * 10).any(|pattern| fits(pattern, branch))
        }),
    }
}

/// Branches that the patterns of a filter are meant for, other than the main branch.
pub(crate) fn examples(filter: &Node) -> Vec<String> {
    let patterns = filter.get("branches").map(Node::strings).unwrap_or_default();
    let mut examples: Vec<String> = patterns
        .iter()
        .filter(|pattern| !pattern.starts_with('!'))
        .map(|pattern| pattern.replace("**", "some").replace('*', "some").replace(['?', '+'], ""))
        .map(|pattern| bracketless(&pattern))
        .filter(|name| !name.is_empty() && name != "main" && name != "master")
        .take(MAX_EXAMPLES)
        .collect();
    examples.dedup();
    examples
}

/// `[0-9]` is replaced by its first character.
fn bracketless(pattern: &str) -> String {
    let mut text = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c == '[' {
            text.extend(chars.next());
            for c in chars.by_ref() {
                if c == ']' {
                    break;
                }
            }
        } else {
            text.push(c);
        }
    }
    text
}

fn fits(pattern: &str, branch: &str) -> bool {
    if pattern.len() > MAX_PATTERN {
        return false;
    }
    let mut regex = String::from("^");
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.peek() == Some(&'*') => {
                chars.next();
                regex.push_str(".*");
            }
            '*' => regex.push_str("[^/]*"),
            '?' | '+' | '[' | ']' | '-' => regex.push(c),
            '\\' => {
                if let Some(next) = chars.next() {
                    regex.push_str(&regex::escape(&next.to_string()));
                }
            }
            _ => regex.push_str(&regex::escape(&c.to_string())),
        }
    }
    regex.push('$');
    RegexBuilder::new(&regex).size_limit(1 << 18).build().is_ok_and(|regex| regex.is_match(branch))
}
