//! Rust's own formatter, and the languages that one line each is enough for.

use crate::commands::arguments::Arguments;
use crate::commands::purpose::Purpose;
use crate::finding::{Check, Ignored};

pub(super) fn purpose(program: &str, arguments: &Arguments<'_>) -> Option<Purpose> {
    Some(match (program, arguments.command()) {
        ("rustfmt", _) => arguments.formatter(&["--check"]),
        ("clang-format", _) => arguments.formatter(&["--dry-run", "-n", "--Werror", "-Werror"]),
        (
            "clang-tidy" | "cppcheck" | "hlint" | "phpcs" | "phpstan" | "psalm" | "swiftlint"
            | "luacheck" | "credo",
            _,
        ) => Purpose::check(Check::Lint),
        ("ctest" | "rspec" | "phpunit" | "pest" | "busted" | "bats", _) => {
            Purpose::check(Check::Test)
        }
        ("mix", "format") => arguments.formatter(&["--check-formatted"]),
        ("mix", "credo" | "dialyzer") => Purpose::check(Check::Lint),
        (
            "mix" | "swift" | "flutter" | "dart" | "zig" | "cabal" | "stack" | "bazel" | "rails"
            | "artisan" | "dune" | "crystal",
            "test",
        ) => Purpose::check(Check::Test),
        ("zig", "build") if arguments.has(&["test"]) => Purpose::check(Check::Test),
        ("zig", "fmt") | ("terraform", "fmt") => arguments.formatter(&["--check", "-check"]),
        ("dart" | "flutter", "analyze") => Purpose::check(Check::Lint),
        ("dart", "format") => arguments.formatter(&["--set-exit-if-changed"]),
        ("rubocop" | "standardrb", _) => Purpose::checks(&[Check::Format, Check::Lint]),
        ("php-cs-fixer", _) => arguments.formatter(&["--dry-run", "check"]),
        ("pint", _) => arguments.formatter(&["--test"]),
        ("swiftformat", _) => arguments.formatter(&["--lint"]),
        ("ormolu" | "fourmolu", _) => {
            if arguments.has(&["check"]) || arguments.starts("--mode=check") {
                Purpose::check(Check::Format)
            } else {
                Purpose::ignored(Check::Format, Ignored::Rewrites)
            }
        }
        ("treefmt", _) => arguments.formatter(&["--fail-on-change", "--ci"]),
        ("trunk", "check") | ("lefthook", "run") => Purpose::checks(&[Check::Format, Check::Lint]),
        _ => return None,
    })
}
