//! What the tests share: shorter ways to say that a body is valid, or where it is not.

use metrics::{Error, Exposition, Problem};

/// Reads a body that must be valid.
pub fn valid(body: &str) -> Exposition {
    Exposition::parse(body).unwrap_or_else(|error| panic!("{error}, in\n{body}"))
}

/// Requires a body to be wrong at that line, for that reason.
pub fn assert_error(body: &str, line: usize, problem: Problem) {
    assert_eq!(Exposition::parse(body), Err(Error { line, problem }), "in\n{body}");
}

/// The metric `m` as errors name it.
pub fn m() -> String {
    "m".to_owned()
}
