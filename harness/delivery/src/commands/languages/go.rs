//! Go.

use crate::commands::arguments::Arguments;
use crate::commands::purpose::Purpose;
use crate::finding::{Check, Ignored};

pub(super) fn purpose(program: &str, arguments: &Arguments<'_>) -> Option<Purpose> {
    Some(match (program, arguments.command()) {
        ("go", "test") => Purpose::check(Check::Test),
        ("go", "vet") => Purpose::check(Check::Lint),
        ("go", "fmt") => Purpose::ignored(Check::Format, Ignored::Rewrites),
        ("go", "tool" | "run") => {
            let tool = arguments.0.iter().map(|word| {
                let path = word.split('@').next().unwrap_or_default();
                path.rsplit('/').next().unwrap_or_default()
            });
            let words: Vec<&str> = tool.collect();
            let at = words.iter().position(|word| {
                matches!(
                    *word,
                    "golangci-lint" | "staticcheck" | "gofumpt" | "goimports" | "gotestsum"
                )
            })?;
            return purpose(words[at], &Arguments(words[at + 1..].to_vec()));
        }
        ("go", _) => Purpose::Other,
        ("gotestsum" | "ginkgo" | "richgo", _) => Purpose::check(Check::Test),
        ("golangci-lint", "fmt") => arguments.formatter(&["--diff", "-d"]),
        ("golangci-lint", "run" | "") | ("staticcheck" | "revive" | "golint" | "errcheck", _) => {
            Purpose::check(Check::Lint)
        }
        // They list what is not formatted, and succeed: a command around them has to judge it.
        ("gofmt" | "gofumpt" | "goimports" | "gci", _) => {
            Purpose::ignored(Check::Format, Ignored::Rewrites)
        }
        _ => return None,
    })
}
