//! Text from outside that an expression puts into a script.
//!
//! <https://docs.github.com/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks>

use std::collections::BTreeMap;

use crate::expression::github::parser::{Expression, Operator, parse};

/// The expressions of a text, each with where it begins, in bytes.
pub(crate) fn templates(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("${{").map(|start| from + start) {
        let Some(length) = end(&text[start + 3..]) else { break };
        found.push((start, &text[start + 3..start + 3 + length]));
        from = start + 3 + length + 2;
    }
    found
}

/// `}}` inside a literal does not end an expression.
fn end(text: &str) -> Option<usize> {
    let mut is_literal = false;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\'' => is_literal = !is_literal,
            b'}' if !is_literal && bytes.get(at + 1) == Some(&b'}') => return Some(at),
            _ => {}
        }
    }
    None
}

/// Where the value of an expression comes from, if it is text that others write: a title, a body, the
/// message of a commit, the name of a branch. The result of a comparison is never such a text. `env` has the
/// variables that hold such a text, from [`tainted`].
pub(crate) fn outside(source: &str, env: &BTreeMap<String, String>) -> Option<String> {
    from(&parse(source)?, env)
}

/// The variables that hold text from outside, in lower case, each with where it comes from.
pub(crate) fn tainted(env: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut tainted = BTreeMap::new();
    // Twice, because a variable of a job may hold one of the file.
    for _ in 0..2 {
        for (name, text) in env {
            let source =
                templates(text).into_iter().find_map(|(_, inner)| outside(inner, &tainted));
            if let Some(source) = source {
                tainted.insert(name.to_ascii_lowercase(), source);
            }
        }
    }
    tainted
}

fn from(expression: &Expression, env: &BTreeMap<String, String>) -> Option<String> {
    match expression {
        Expression::Path(path) => {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            match path.as_slice() {
                ["env", name] => env.get(*name).cloned(),
                ["github", rest @ ..] if is_outside(rest) => Some(path.join(".")),
                _ => None,
            }
        }
        Expression::Call(name, arguments) => match name.as_str() {
            "format" | "join" | "tojson" | "fromjson" => {
                arguments.iter().find_map(|argument| from(argument, env))
            }
            _ => None,
        },
        Expression::Property(inner) => from(inner, env),
        Expression::Binary(Operator::Or, left, right) => {
            from(left, env).or_else(|| from(right, env))
        }
        // What is false on the left is empty.
        Expression::Binary(Operator::And, _, right) => from(right, env),
        _ => None,
    }
}

/// Whether others write this property of `github`.
fn is_outside(path: &[&str]) -> bool {
    match path {
        [] | ["head_ref" | "ref_name"] | ["event"] => true,
        // Those who may start the workflow by hand may write to the repository.
        ["event", "inputs", ..] => false,
        ["event", .., last] => {
            let belongs_to = |owner: &str| path.iter().rev().nth(1) == Some(&owner);
            match *last {
                "title" | "body" | "message" | "head_branch" | "display_title" | "page_name" => {
                    true
                }
                "ref" | "label" => belongs_to("head"),
                "email" | "name" => belongs_to("author") || belongs_to("committer"),
                "default_branch" => path.contains(&"head"),
                "pull_request" | "issue" | "comment" | "review" | "discussion" | "head_commit"
                | "commits" | "head" => true,
                _ => false,
            }
        }
        _ => false,
    }
}
