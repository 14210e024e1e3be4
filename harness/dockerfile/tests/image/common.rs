//! What the tests share: files that one rule accepts, and files that it refuses for a reason.

use dockerfile::{Context, Image, Reason, Rule};

/// A `.dockerignore` that keeps out what it must.
pub const DOCKERIGNORE: &str = ".git\ntarget\n.env\n";

/// The port of the server in these tests, without `PORT`.
pub const CONTEXT: Context = Context { default_port: 3000 };

/// Reads a Dockerfile that must be valid.
pub fn image(dockerfile: &str) -> Image {
    Image::read(dockerfile, Some(DOCKERIGNORE))
        .unwrap_or_else(|error| panic!("{error}, in\n{dockerfile}"))
}

/// What one rule finds, each with its line.
pub fn found(rule: Rule, dockerfile: &str) -> Vec<(Option<usize>, Reason)> {
    let findings = image(dockerfile).findings(&CONTEXT);
    let findings = findings.into_iter().filter(|finding| finding.rule() == rule);
    findings.map(|finding| (finding.line, finding.reason)).collect()
}

/// Requires the rule to accept each of these files.
pub fn accepts(rule: Rule, dockerfiles: &[&str]) {
    for dockerfile in dockerfiles {
        assert_eq!(found(rule, dockerfile), [], "in\n{dockerfile}");
    }
}

/// Requires the rule to find exactly this in the file, at this line.
pub fn refuses(rule: Rule, dockerfile: &str, line: usize, reason: Reason) {
    assert_eq!(found(rule, dockerfile), [(Some(line), reason)], "in\n{dockerfile}");
}
