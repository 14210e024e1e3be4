//! A second opinion: `promtool check metrics`, of Prometheus itself, reads the same bodies.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};

use metrics::Exposition;

use crate::differences::{LOOSER, STRICTER};
use crate::texts::{self, VALID, WRONG};

#[test]
fn the_texts_are_read_as_they_are_listed() {
    for (name, text) in texts::valid() {
        assert_eq!(Exposition::parse(text).err(), None, "{name}");
    }
    for (name, text) in texts::wrong() {
        assert!(Exposition::parse(text).is_err(), "{name} is accepted");
    }
}

#[test]
fn promtool_agrees_but_for_the_listed_differences() {
    if promtool_accepts("").is_none() {
        return needs::PROMETHEUS.skip();
    }
    let mut disagreements = Vec::new();
    let mut compare = |name: &str, text: &str, expected: bool| {
        if promtool_accepts(text) != Some(expected) {
            let verb = if expected { "rejects" } else { "accepts" };
            disagreements.push(format!("promtool {verb}: {name}"));
        }
    };
    for (name, text) in VALID {
        compare(name, text, true);
    }
    for (name, text) in WRONG {
        compare(name, text, false);
    }
    for difference in STRICTER {
        compare(&format!("{}, but {}", difference.name, difference.reason), difference.text, true);
    }
    for difference in LOOSER {
        compare(&format!("{}, but {}", difference.name, difference.reason), difference.text, false);
    }
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
}

/// Whether promtool can read a body; `None` without promtool.
///
/// Its status is 1 for a body that it cannot read, and 3 for one that it can read and would write
/// otherwise, for instance with a docstring.
fn promtool_accepts(text: &str) -> Option<bool> {
    let mut command = Command::new("promtool");
    command.args(["check", "metrics"]).stdin(Stdio::piped());
    let mut child = match command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        child => child.expect("promtool starts"),
    };
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(text.as_bytes()).expect("promtool reads");
    drop(stdin);
    match child.wait().expect("promtool ends").code() {
        Some(0 | 3) => Some(true),
        Some(1) => Some(false),
        status => panic!("promtool ended with {status:?}"),
    }
}
