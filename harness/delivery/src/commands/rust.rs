//! Cargo and rustfmt.

use crate::commands::purpose::Purpose;
use crate::finding::{Check, Ignored};

/// What `cargo …` does; `denies_warnings` says whether `RUSTFLAGS` does so.
pub(super) fn cargo(arguments: &[&str], denies_warnings: bool) -> Purpose {
    let mut words = arguments.iter().copied().filter(|word| !word.starts_with('+'));
    let command = words.find(|word| !word.starts_with('-')).unwrap_or_default();
    let has = |word: &str| arguments.contains(&word);
    match command {
        "fmt" => match has("--check") {
            true => Purpose::check(Check::Format),
            false => Purpose::ignored(Check::Format, Ignored::Rewrites),
        },
        "clippy" if has("--fix") => Purpose::ignored(Check::Lint, Ignored::Rewrites),
        "clippy" => match denies_warnings || denies(arguments) {
            true => Purpose::check(Check::Lint),
            false => Purpose::ignored(Check::Lint, Ignored::Warnings),
        },
        "dylint" => Purpose::check(Check::Lint),
        "test" | "t" if has("--no-run") => Purpose::Other,
        "test" | "t" | "tarpaulin" => Purpose::check(Check::Test),
        "nextest" => match has("run") || has("r") {
            true => Purpose::check(Check::Test),
            false => Purpose::Other,
        },
        "llvm-cov" => {
            let is_other = ["report", "show-env", "clean", "--no-run"].into_iter().any(has);
            if is_other { Purpose::Other } else { Purpose::check(Check::Test) }
        }
        "insta" if has("test") => Purpose::check(Check::Test),
        // They run another command of Cargo.
        "hack" | "miri" | "careful" | "all-features" | "mutants" => {
            let inner = arguments
                .iter()
                .position(|word| matches!(*word, "test" | "clippy" | "nextest" | "t"));
            inner.map_or(Purpose::Other, |at| cargo(&arguments[at..], denies_warnings))
        }
        "build" | "b" | "check" | "c" | "run" | "r" | "doc" | "d" | "install" | "binstall"
        | "fetch" | "update" | "generate-lockfile" | "clean" | "metadata" | "tree" | "publish"
        | "package" | "add" | "bench" | "chef" | "audit" | "deny" | "machete" | "udeps"
        | "outdated" | "sqlx" | "semver-checks" | "vet" | "msrv" | "login" | "sort"
        | "zigbuild" | "auditable" | "" => Purpose::Other,
        // `xtask`, `make`, or an alias: its words say what it does.
        _ => Purpose::Unknown {
            targets: arguments
                .iter()
                .filter(|word| !word.starts_with(['-', '+']))
                .map(|word| (*word).to_owned())
                .collect(),
        },
    }
}

/// Whether a lint is an error: `-D warnings`, `-Dclippy::all`, `--deny`, `--forbid`.
fn denies(arguments: &[&str]) -> bool {
    arguments.iter().any(|word| {
        let is_short = (word.starts_with("-D") || word.starts_with("-F")) && *word != "-F";
        is_short || word.starts_with("--deny") || word.starts_with("--forbid")
    }) || arguments.windows(2).any(|pair| pair[0] == "-F" && pair[1].starts_with("clippy"))
}

/// Whether `RUSTFLAGS`, or another variable of Cargo, makes warnings errors.
pub(crate) fn variable_denies_warnings(name: &str, value: &str) -> bool {
    let is_flags =
        matches!(name, "RUSTFLAGS" | "CARGO_ENCODED_RUSTFLAGS" | "CARGO_BUILD_RUSTFLAGS")
            || (name.starts_with("CARGO_TARGET_") && name.ends_with("_RUSTFLAGS"));
    let denies = ["-D", "--deny", "-F", "--forbid"].into_iter().any(|flag| value.contains(flag));
    (is_flags && denies) || (name == "CARGO_BUILD_WARNINGS" && value == "deny")
}
