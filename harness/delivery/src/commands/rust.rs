//! Cargo and rustfmt.

use crate::commands::purpose::Purpose;
use crate::finding::{Check, Ignored};
use crate::model::Warnings;

/// What `cargo …` does; `warnings` says what `RUSTFLAGS` makes of them.
pub(super) fn cargo(arguments: &[&str], warnings: Warnings) -> Purpose {
    let mut words = arguments.iter().copied().filter(|word| !word.starts_with('+'));
    let command = words.find(|word| !word.starts_with('-')).unwrap_or_default();
    let has = |word: &str| arguments.contains(&word);
    match command {
        "fmt" => match has("--check") {
            true => Purpose::check(Check::Format),
            false => Purpose::ignored(Check::Format, Ignored::Rewrites),
        },
        "clippy" if has("--fix") => Purpose::ignored(Check::Lint, Ignored::Rewrites),
        "clippy" => clippy(arguments, warnings),
        "dylint" => Purpose::check(Check::Lint),
        "test" | "t" if runs_no_ordinary_test(arguments) => Purpose::Other,
        "test" | "t" | "tarpaulin" => Purpose::check(Check::Test),
        "nextest" if selects_ignored_tests(arguments) => Purpose::Other,
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
            inner.map_or(Purpose::Other, |at| cargo(&arguments[at..], warnings))
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

fn clippy(arguments: &[&str], warnings: Warnings) -> Purpose {
    if warnings == Warnings::Capped || caps_lints(&arguments.join(" ")) {
        return Purpose::ignored(Check::Lint, Ignored::Option("--cap-lints".to_owned()));
    }
    match warnings == Warnings::Denied || denies(arguments) {
        true => Purpose::check(Check::Lint),
        false => Purpose::ignored(Check::Lint, Ignored::Warnings),
    }
}

/// `--no-run`, `-- --list`, or `-- --ignored`, which leaves out all the other tests.
fn runs_no_ordinary_test(arguments: &[&str]) -> bool {
    ["--no-run", "--list", "--ignored"].into_iter().any(|option| arguments.contains(&option))
}

/// `cargo nextest run --run-ignored only`
fn selects_ignored_tests(arguments: &[&str]) -> bool {
    let is_only = |value: &str| matches!(value, "only" | "ignored-only");
    arguments.windows(2).any(|pair| pair[0] == "--run-ignored" && is_only(pair[1]))
        || arguments.iter().any(|word| word.strip_prefix("--run-ignored=").is_some_and(is_only))
        || arguments.contains(&"--ignored")
}

/// `--cap-lints warn` or `allow`: no lint is an error then.
fn caps_lints(flags: &str) -> bool {
    flags.split("--cap-lints").skip(1).any(|level| {
        let level = level.trim_start_matches([' ', '=', '\u{1f}']);
        level.starts_with("warn") || level.starts_with("allow")
    })
}

/// Whether a lint is an error: `-D warnings`, `-Dclippy::all`, `--deny`, `--forbid`.
fn denies(arguments: &[&str]) -> bool {
    arguments.iter().any(|word| {
        let is_short = (word.starts_with("-D") || word.starts_with("-F")) && *word != "-F";
        is_short || word.starts_with("--deny") || word.starts_with("--forbid")
    }) || arguments.windows(2).any(|pair| pair[0] == "-F" && pair[1].starts_with("clippy"))
}

/// What variables make of warnings: `RUSTFLAGS`, or another one of Cargo. None when no variable is about them.
pub(crate) fn warnings_by<'a>(
    variables: impl IntoIterator<Item = (&'a String, &'a String)>,
) -> Option<Warnings> {
    let mut found = None;
    for (name, value) in variables {
        let is_flags = matches!(
            name.as_str(),
            "RUSTFLAGS" | "CARGO_ENCODED_RUSTFLAGS" | "CARGO_BUILD_RUSTFLAGS"
        ) || (name.starts_with("CARGO_TARGET_") && name.ends_with("_RUSTFLAGS"));
        let denies =
            ["-D", "--deny", "-F", "--forbid"].into_iter().any(|flag| value.contains(flag));
        if is_flags && caps_lints(value) {
            return Some(Warnings::Capped);
        }
        if (is_flags && denies) || (name == "CARGO_BUILD_WARNINGS" && value == "deny") {
            found = Some(Warnings::Denied);
        }
    }
    found
}
