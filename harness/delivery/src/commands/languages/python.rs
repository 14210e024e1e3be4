//! Python.

use crate::commands::arguments::Arguments;
use crate::commands::names::checks_in_name;
use crate::commands::purpose::Purpose;
use crate::finding::Check;

pub(super) fn purpose(program: &str, arguments: &Arguments<'_>) -> Option<Purpose> {
    Some(match (program, arguments.command()) {
        ("ruff", "format") => arguments.formatter(&["--check", "--diff"]),
        ("ruff", "check" | "")
        | ("flake8" | "pylint" | "pylama" | "prospector" | "bandit" | "wemake", _) => {
            Purpose::check(Check::Lint)
        }
        ("black" | "yapf" | "autopep8" | "blue", _) => {
            arguments.formatter(&["--check", "--diff", "-d", "--exit-code"])
        }
        ("pytest" | "py.test" | "unittest" | "nose2" | "nosetests" | "behave" | "trial", _) => {
            Purpose::check(Check::Test)
        }
        ("coverage", "run") => Purpose::check(Check::Test),
        (
            "pip" | "pip3" | "coverage" | "build" | "twine" | "venv" | "virtualenv" | "isort"
            | "uv" | "poetry" | "pdm" | "pipenv",
            _,
        ) => Purpose::Other,
        ("pre-commit" | "prek", "run" | "") => Purpose::checks(&[Check::Format, Check::Lint]),
        ("pre-commit" | "prek", _) => Purpose::Other,
        // Which environments or sessions `tox` and `nox` run is in their names.
        ("tox" | "nox", _) => named(&arguments.0),
        (_, "test") if program.ends_with("manage.py") => Purpose::check(Check::Test),
        ("python" | "python3", script) if script.ends_with("manage.py") => {
            match arguments.has(&["test"]) {
                true => Purpose::check(Check::Test),
                false => Purpose::Other,
            }
        }
        _ => return None,
    })
}

/// The checks that the names are about; an interpreter (`py313`) runs tests, and so does anything
/// else that no name explains.
fn named(words: &[&str]) -> Purpose {
    let mut checks: Vec<Check> = Vec::new();
    for name in words.iter().flat_map(|word| word.split(',')) {
        checks.extend(checks_in_name(name));
        if name.starts_with("py3") || name.starts_with("pypy") {
            checks.push(Check::Test);
        }
    }
    checks.sort_unstable();
    checks.dedup();
    if checks.is_empty() {
        checks.push(Check::Test);
    }
    Purpose::checks(&checks)
}
