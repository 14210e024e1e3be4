//! The cache of the dependencies of the tests.

use delivery::{Reason, Rule};

use crate::fixtures::{GITHUB, GITLAB, changed, each_breaks, only_finding, rules};

const NO_CACHE: &[Rule] = &[Rule::Cache];

#[test]
fn a_job_with_tests_caches_by_a_step() {
    each_breaks(
        GITHUB,
        "      - uses: Swatinem/rust-cache@v2\n",
        &[
            ("      - uses: actions/cache@v4\n        with: {path: target, key: x}\n", &[]),
            (
                "      - uses: actions/cache/restore@v4\n        with: {path: target, key: x}\n",
                NO_CACHE,
            ),
            (
                "      - uses: actions/cache/save@v4\n        with: {path: target, key: x}\n",
                NO_CACHE,
            ),
            (
                "      - uses: actions/cache@v4\n        with: {path: /tmp/.buildx-cache, key: x}\n",
                NO_CACHE,
            ),
            (
                "      - uses: actions/cache@v4\n        with:\n          path: |\n            /tmp/.buildx-cache\n            target\n          key: x\n",
                &[],
            ),
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
fn a_cache_after_the_tests_comes_too_late() {
    let without = changed(GITHUB, "      - uses: Swatinem/rust-cache@v2\n", "");
    let test = "      - run: cargo test --locked\n";
    let cache = "      - uses: Swatinem/rust-cache@v2\n";
    assert_eq!(rules(&changed(&without, test, &format!("{cache}{test}"))), []);
    let text = changed(&without, test, &format!("{test}{cache}"));
    assert_eq!(only_finding(&text), (19, Reason::NoCache { job: "test".to_owned() }));
}

#[test]
fn what_is_restored_is_stored_somewhere() {
    let cache = "      - uses: Swatinem/rust-cache@v2\n";
    let with = "        with: {path: target, key: x}\n";
    let restored =
        changed(GITHUB, cache, &format!("      - uses: actions/cache/restore@v4\n{with}"));
    assert_eq!(rules(&restored), NO_CACHE);
    let (test, lint) = (
        "      - run: cargo test --locked\n",
        "      - run: cargo clippy --all-targets -- -D warnings\n",
    );
    for (after, action) in [(test, "save"), (lint, "save"), (lint, "")] {
        let action = format!("actions/cache/{action}").trim_end_matches('/').to_owned();
        let stored = format!("{after}      - uses: {action}@v4\n{with}");
        assert_eq!(rules(&changed(&restored, after, &stored)), [], "{stored}");
    }
    let paths = "    paths: [.cargo, target]\n";
    let policy = |policy: &str| changed(GITLAB, paths, &format!("{paths}    policy: {policy}\n"));
    for right in ["pull-push", "$POLICY"] {
        assert_eq!(rules(&policy(right)), [], "{right}");
    }
    for wrong in ["pull", "push"] {
        assert_eq!(rules(&policy(wrong)), NO_CACHE, "{wrong}");
    }
    let lint = "lint:\n  stage: check\n";
    for stored in ["push", "pull-push"] {
        let by = format!("{lint}  cache: {{key: cargo, paths: [target], policy: {stored}}}\n");
        assert_eq!(rules(&changed(&policy("pull"), lint, &by)), [], "{by}");
    }
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
