//! What a name says: of a job, a step, a target of `make`, a script.

use crate::finding::Check;

/// Words that name a check, in English and French, and the tools that stand for one.
const FORMAT: [&str; 17] = [
    "format",
    "formats",
    "formatting",
    "formatted",
    "formatter",
    "fmt",
    "rustfmt",
    "gofmt",
    "prettier",
    "black",
    "spotless",
    "checkformat",
    "formatage",
    "formater",
    "formaté",
    "formatcheck",
    "fmtcheck",
];
const LINT: [&str; 14] = [
    "lint",
    "lints",
    "linting",
    "linter",
    "linters",
    "clippy",
    "eslint",
    "flake8",
    "pylint",
    "ruff",
    "golangci",
    "checkstyle",
    "detekt",
    "linteur",
];
const TEST: [&str; 12] = [
    "test",
    "tests",
    "testing",
    "tester",
    "tested",
    "unittest",
    "unittests",
    "nextest",
    "pytest",
    "jest",
    "vitest",
    "phpunit",
];
const IMAGE: [&str; 12] = [
    "image",
    "images",
    "docker",
    "container",
    "conteneur",
    "push",
    "publish",
    "publier",
    "publication",
    "registry",
    "registre",
    "deliver",
];

/// The checks that a name is about: `Lint and test` is about two.
pub(crate) fn checks_in_name(name: &str) -> Vec<Check> {
    let words = words(name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    [(Check::Format, has(&FORMAT)), (Check::Lint, has(&LINT)), (Check::Test, has(&TEST))]
        .into_iter()
        .filter_map(|(check, is_named)| is_named.then_some(check))
        .collect()
}

/// Whether a name is about building or pushing an image.
pub(crate) fn is_about_images(name: &str) -> bool {
    words(name).iter().any(|word| IMAGE.contains(&word.as_str()))
}

/// `unitTests`, `unit-tests` and `unit_tests` have the same words.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars().take(300) {
        let is_new_word = !c.is_alphanumeric() || (c.is_uppercase() && was_lower);
        was_lower = c.is_lowercase();
        if is_new_word {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(last) = words.last_mut()
        {
            last.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
