//! Checks whose failure is ignored.

use delivery::{Check, Ignored, Reason, Rule};

use crate::fixtures::{GITHUB, GITLAB, changed, each_breaks, only_finding, rules};

const IGNORED: &[Rule] = &[Rule::Failures];

#[test]
fn how_a_failure_is_ignored_is_named_with_its_line() {
    for (by, how) in [
        ("cargo test || true", Ignored::Or),
        ("cargo test | tee log", Ignored::Pipe),
        ("cargo test --exit-zero", Ignored::Option("--exit-zero".to_owned())),
        ("cargo test &", Ignored::Background),
        ("if cargo test; then echo good; fi", Ignored::Condition),
        ("echo $(cargo test)", Ignored::Substitution),
        ("trap 'exit 0' EXIT; cargo test", Ignored::Trap),
    ] {
        let text = changed(GITHUB, "cargo test --locked", by);
        let reason = Reason::FailureIgnored { check: Check::Test, how };
        assert_eq!(only_finding(&text), (24, reason), "{by}");
    }
    let text = changed(GITHUB, "-- -D warnings", "");
    let reason = Reason::FailureIgnored { check: Check::Lint, how: Ignored::Warnings };
    assert_eq!(only_finding(&text), (18, reason));
    let text = changed(GITHUB, "cargo fmt --all --check", "cargo fmt");
    let reason = Reason::FailureIgnored { check: Check::Format, how: Ignored::Rewrites };
    assert_eq!(only_finding(&text), (13, reason));
}

#[test]
fn lints_that_are_capped_are_no_errors() {
    let capped = Ignored::Option("--cap-lints".to_owned());
    let of_file =
        |flags: &str| changed(GITHUB, "jobs:\n", &format!("env: {{RUSTFLAGS: {flags}}}\njobs:\n"));
    for text in [
        of_file("--cap-lints warn"),
        of_file("'--cap-lints=allow -D warnings'"),
        changed(GITHUB, "run: cargo clippy", "run: RUSTFLAGS='--cap-lints warn' cargo clippy"),
        changed(
            GITHUB,
            "run: cargo clippy",
            "run: export RUSTFLAGS='--cap-lints warn'; cargo clippy",
        ),
        changed(GITHUB, "-- -D warnings", "-- -D warnings --cap-lints warn"),
    ] {
        let reason = Reason::FailureIgnored { check: Check::Lint, how: capped.clone() };
        assert_eq!(only_finding(&text).1, reason, "{text}");
    }
    assert_eq!(rules(&of_file("--cap-lints deny")), []);
    let of_step = changed(
        &of_file("--cap-lints warn"),
        "-- -D warnings\n",
        "\n        env: {RUSTFLAGS: -D warnings}\n",
    );
    assert_eq!(rules(&of_step), []);
}

#[test]
fn the_line_is_that_of_the_command_in_its_script() {
    let text = changed(
        GITHUB,
        "run: cargo test --locked",
        "run: |\n          cargo build\n          cargo test || true",
    );
    assert_eq!(only_finding(&text).0, 26);
}

#[test]
fn a_script_fails_as_its_shell_does() {
    let cases: &[(&str, &[Rule])] = &[
        ("cargo test || exit 1", &[]),
        ("cargo test || { echo failed; exit 1; }", &[]),
        ("cargo test || (cat log; false)", &[]),
        ("cargo test || cargo test", &[]),
        ("cargo test || cargo clean", IGNORED),
        ("cargo test || :", IGNORED),
        ("cargo test || echo failed", IGNORED),
        ("cargo test || exit 0", IGNORED),
        ("(cargo test) || true", IGNORED),
        ("cargo build && cargo test", &[]),
        ("cargo test && echo good", &[]),
        ("cargo test && echo good\necho done", IGNORED),
        ("cargo test; echo done", &[]),
        ("set +e\ncargo test", &[]),
        ("set +e\ncargo test\necho done", IGNORED),
        ("set +e\ncargo test\nstatus=$?\necho done\nexit $status", &[]),
        ("set +e\nset -e\ncargo test\necho done", &[]),
        ("set -o pipefail\ncargo test | tee log", &[]),
        ("set -euo pipefail\ncargo test 2>&1 | tee log", &[]),
        ("cargo test | tee log\nexit ${PIPESTATUS[0]}", &[]),
        ("if ! cargo test; then exit 1; fi", &[]),
        ("for crate in a b; do\n  cargo test -p $crate\ndone", &[]),
        ("for crate in a b; do\n  cargo test -p $crate || true\ndone", IGNORED),
        ("bash -c 'cargo test' || true", IGNORED),
        ("bash -c 'cargo test; true'", IGNORED),
        ("cargo test & wait $!", &[]),
        ("docker run --rm rust:1.95 sh -c 'cargo build && cargo test'", &[]),
        ("docker run --rm rust:1.95 sh -c 'cargo test; cargo build'", IGNORED),
        ("cargo test || (cargo test --jobs 1)", &[]),
        // The `if` of another shell.
        ("if not exist x set Y=1\ncargo test\necho done", &[]),
        ("while ! nc -z db 5432; do sleep 1; done\ncargo test", &[]),
        ("case $X in\n  a|b) cargo test ;;\nesac", &[]),
        ("sudo -E env RUST_LOG=debug cargo test", &[]),
        ("echo \"$(cargo test)\"", IGNORED),
        ("export LOG=$(cargo test)", IGNORED),
        ("LOG=$(cargo test) make report", IGNORED),
        ("for line in $(cargo test); do echo $line; done", IGNORED),
        ("LOG=$(cargo test)\necho \"$LOG\"", &[]),
        ("LOG=\"$(cargo test)\" || exit 1", &[]),
        ("LOG=$(cargo test) || true", IGNORED),
        ("[ -n \"$(cargo test)\" ]", &[]),
        ("echo \"$(date)\"; cargo test", &[]),
        ("trap 'exit 0' EXIT\ncargo test", IGNORED),
        ("trap 'rm -f log; exit 0' 0\ncargo test", IGNORED),
        ("trap 'exit 0' EXIT\ntrap - EXIT\ncargo test", &[]),
        ("trap 'rm -f log' EXIT\ncargo test", &[]),
        ("trap 'exit 0' INT\ncargo test", &[]),
    ];
    for (script, expected) in cases {
        let lines = script.replace('\n', "\n          ");
        let text = changed(GITHUB, "cargo test --locked", &format!("|\n          {lines}"));
        assert_eq!(rules(&text), *expected, "{script}");
    }
}

#[test]
fn the_shell_of_github_decides_about_pipes() {
    each_breaks(
        GITHUB,
        "run: cargo test --locked",
        &[
            ("run: cargo test | tee log\n        shell: bash", &[]),
            ("run: cargo test | tee log\n        shell: sh", IGNORED),
            ("run: cargo test | tee log\n        shell: bash -eo pipefail {0}", &[]),
            ("run: |\n          cargo test\n          echo done\n        shell: bash {0}", IGNORED),
        ],
    );
    // The runner of GitLab sets `pipefail`.
    each_breaks(
        GITLAB,
        "cargo test --locked",
        &[
            ("cargo test | tee log", &[]),
            ("cargo test || true", IGNORED),
            ("set +e\n    - cargo test\n    - echo done", IGNORED),
            ("'true'\n  after_script:\n    - cargo test", IGNORED),
        ],
    );
}

#[test]
fn jobs_and_steps_that_may_fail_do_not_count() {
    each_breaks(
        GITHUB,
        "      - run: cargo test --locked\n",
        &[
            ("      - run: cargo test\n        continue-on-error: true\n", IGNORED),
            ("      - run: cargo test\n        continue-on-error: false\n", &[]),
            ("      - run: cargo test\n        continue-on-error: ${{ true }}\n", IGNORED),
            (
                "      - run: cargo test\n        continue-on-error: ${{ matrix.experimental }}\n",
                &[],
            ),
            (
                "      - run: cargo test\n        continue-on-error: ${{ github.event_name == 'pull_request' }}\n",
                IGNORED,
            ),
            // A further step may fail.
            (
                "      - run: cargo test\n      - run: cargo test --doc\n        continue-on-error: true\n",
                &[],
            ),
        ],
    );
    each_breaks(
        GITHUB,
        "  test:\n",
        &[
            ("  test:\n    continue-on-error: true\n", IGNORED),
            (
                "  miri:\n    runs-on: ubuntu-24.04\n    continue-on-error: true\n    steps:\n      - run: cargo miri test\n  test:\n",
                &[],
            ),
        ],
    );
    each_breaks(
        GITLAB,
        "lint:\n  stage: check\n",
        &[
            ("lint:\n  stage: check\n  allow_failure: true\n", IGNORED),
            ("lint:\n  stage: check\n  allow_failure: false\n", &[]),
            ("lint:\n  stage: check\n  allow_failure:\n    exit_codes: 101\n", IGNORED),
            ("lint:\n  stage: check\n  rules:\n    - allow_failure: true\n", IGNORED),
            (
                "audit:\n  stage: check\n  allow_failure: true\n  script: [cargo audit]\nlint:\n  stage: check\n",
                &[],
            ),
        ],
    );
}
