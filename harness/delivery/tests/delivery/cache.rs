//! The cache of the dependencies of the tests.

use delivery::{Reason, Rule};

use crate::fixtures::{GITHUB, GITLAB, changed, each_breaks, only_finding};

const NO_CACHE: &[Rule] = &[Rule::Cache];

#[test]
fn a_job_with_tests_caches_by_a_step() {
    each_breaks(
        GITHUB,
        "      - uses: Swatinem/rust-cache@v2\n",
        &[
            ("      - uses: actions/cache@v4\n        with: {path: target, key: x}\n", &[]),
            ("      - uses: actions/cache/restore@v4\n", &[]),
            ("      - uses: actions-rust-lang/setup-rust-toolchain@v1\n", &[]),
            (
                "      - uses: actions-rust-lang/setup-rust-toolchain@v1\n        with: {cache: false}\n",
                NO_CACHE,
            ),
            ("      - uses: actions/setup-go@v5\n", &[]),
            ("      - uses: actions/setup-go@v3\n", NO_CACHE),
            ("      - uses: actions/setup-go@v5\n        with: {cache: false}\n", NO_CACHE),
            ("      - uses: actions/setup-node@v4\n", NO_CACHE),
            ("      - uses: actions/setup-node@v4\n        with: {cache: npm}\n", &[]),
            ("      - uses: actions/setup-python@v5\n        with: {cache: pip}\n", &[]),
            ("      - uses: astral-sh/setup-uv@v6\n", &[]),
            ("      - uses: astral-sh/setup-uv@v3\n        with: {enable-cache: true}\n", &[]),
            ("      - uses: gradle/actions/setup-gradle@v4\n", &[]),
            ("      - uses: ruby/setup-ruby@v1\n        with: {bundler-cache: true}\n", &[]),
            ("      - uses: ./.github/actions/setup\n", &[]),
            ("      - uses: dtolnay/rust-toolchain@stable\n", NO_CACHE),
            (
                "      - uses: taiki-e/cache-cargo-install-action@v2\n        with: {tool: just}\n",
                NO_CACHE,
            ),
            ("", NO_CACHE),
        ],
    );
    let text = changed(GITHUB, "      - uses: Swatinem/rust-cache@v2\n", "");
    assert_eq!(only_finding(&text), (19, Reason::NoCache { job: "test".to_owned() }));
}

#[test]
fn a_cache_of_another_job_does_not_count() {
    let text = changed(GITHUB, "      - uses: Swatinem/rust-cache@v2\n", "");
    let text = changed(
        &text,
        "      - run: cargo clippy",
        "      - uses: Swatinem/rust-cache@v2\n      - run: cargo clippy",
    );
    assert_eq!(only_finding(&text).1, Reason::NoCache { job: "test".to_owned() });
}

#[test]
fn gitlab_caches_in_the_job_or_by_default() {
    let cache = "  cache:\n    key: cargo\n    paths: [.cargo, target]\n";
    each_breaks(
        GITLAB,
        cache,
        &[
            ("", NO_CACHE),
            ("  cache: {key: x}\n", NO_CACHE),
            ("  cache:\n    - {key: x, paths: [target]}\n    - {key: y, paths: [.cargo]}\n", &[]),
        ],
    );
    let without = changed(GITLAB, cache, "");
    each_breaks(
        &without,
        "default:\n",
        &[
            ("cache: {paths: [target]}\ndefault:\n", &[]),
            ("default:\n  cache: {paths: [target]}\n", &[]),
        ],
    );
    let disabled = changed(GITLAB, cache, "  cache: []\n");
    each_breaks(&disabled, "default:\n", &[("default:\n  cache: {paths: [target]}\n", NO_CACHE)]);
    let inherits_nothing = changed(GITLAB, cache, "  inherit: {default: false}\n");
    each_breaks(
        &inherits_nothing,
        "default:\n",
        &[("default:\n  cache: {paths: [target]}\n", NO_CACHE)],
    );
    let extends = changed(GITLAB, cache, "  extends: .cached\n");
    each_breaks(
        &extends,
        "default:\n",
        &[
            (".cached:\n  cache: {paths: [target]}\ndefault:\n", &[]),
            ("include: shared.yml\ndefault:\n", &[]),
        ],
    );
}
