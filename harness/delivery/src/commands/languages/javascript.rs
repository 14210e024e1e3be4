//! JavaScript and TypeScript.

use crate::commands::arguments::Arguments;
use crate::commands::purpose::Purpose;
use crate::finding::{Check, Ignored};

pub(super) fn purpose(program: &str, arguments: &Arguments<'_>) -> Option<Purpose> {
    Some(match (program, arguments.command()) {
        ("eslint" | "oxlint" | "tslint" | "xo" | "jshint", _) | ("next" | "ng", "lint") => {
            Purpose::check(Check::Lint)
        }
        ("standard", _) => Purpose::checks(&[Check::Format, Check::Lint]),
        ("prettier", _) => arguments.formatter(&["--check", "-c", "-l", "--list-different"]),
        ("dprint", "check") | ("oxfmt", _) => Purpose::check(Check::Format),
        ("dprint", _) => Purpose::ignored(Check::Format, Ignored::Rewrites),
        ("biome", "ci") => Purpose::checks(&[Check::Format, Check::Lint]),
        ("biome", "check") => match arguments.has(&["--write", "--apply", "--fix"]) {
            true => Purpose::ignored(Check::Format, Ignored::Rewrites),
            false => Purpose::checks(&[Check::Format, Check::Lint]),
        },
        ("biome", "format") => match arguments.has(&["--write", "--fix"]) {
            true => Purpose::ignored(Check::Format, Ignored::Rewrites),
            false => Purpose::check(Check::Format),
        },
        ("biome", "lint") => Purpose::check(Check::Lint),
        ("deno", "fmt") => arguments.formatter(&["--check"]),
        ("deno", "lint") => Purpose::check(Check::Lint),
        ("deno" | "bun" | "ng" | "playwright" | "wtr", "test")
        | ("vitest" | "jest" | "mocha" | "ava" | "tap" | "karma" | "jasmine" | "c8" | "nyc", _) => {
            Purpose::check(Check::Test)
        }
        ("cypress", "run") => Purpose::check(Check::Test),
        ("node", _) => match arguments.has(&["--test"]) {
            true => Purpose::check(Check::Test),
            false => return None,
        },
        ("npm" | "pnpm" | "yarn" | "bun", command) => packages(command, arguments),
        _ => return None,
    })
}

/// The scripts of `package.json` are not read: their names say what they do.
fn packages(command: &str, arguments: &Arguments<'_>) -> Purpose {
    match command {
        "test" | "t" | "tst" => Purpose::check(Check::Test),
        "ci" | "install" | "i" | "add" | "cache" | "audit" | "publish" | "pack" | "version"
        | "config" | "fetch" | "store" | "import" | "" | "build" | "set" | "exec" => Purpose::Other,
        _ => Purpose::Unknown {
            targets: arguments
                .0
                .iter()
                .filter(|word| !word.starts_with('-'))
                .map(|word| (*word).to_owned())
                .collect(),
        },
    }
}
