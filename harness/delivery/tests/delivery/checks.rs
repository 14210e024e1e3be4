//! Which commands, actions and names count as formatting, lints and tests.

use delivery::{Check, Reason, Rule};

use crate::fixtures::{GITHUB, GITLAB, changed, each_breaks, only_finding, rules};

const MISSING: &[Rule] = &[Rule::Checks];

#[test]
fn the_two_examples_are_right() {
    assert_eq!(rules(GITHUB), []);
    assert_eq!(rules(GITLAB), []);
}

#[test]
fn a_check_that_is_missing_is_named() {
    for (part, check) in [
        ("cargo fmt --all --check", Check::Format),
        ("cargo clippy --all-targets -- -D warnings", Check::Lint),
        ("cargo test --locked", Check::Test),
    ] {
        let text = changed(GITHUB, part, "cargo build");
        assert_eq!(only_finding(&text), (2, Reason::NoCheck(check)));
        let text = changed(GITLAB, part, "cargo build");
        assert_eq!(only_finding(&text), (4, Reason::NoCheck(check)));
    }
}

#[test]
fn formatters_count_where_they_check() {
    each_breaks(
        GITHUB,
        "cargo fmt --all --check",
        &[
            ("cargo fmt -- --check", &[]),
            ("cargo +nightly fmt --all -- --check --color always", &[]),
            ("rustfmt --check --edition 2024 src/main.rs", &[]),
            ("uv run ruff format --check .", &[]),
            ("black --check --diff .", &[]),
            ("npx prettier --check .", &[]),
            ("pnpm exec biome ci", &[]),
            ("test -z \"$(gofmt -l .)\"", &[]),
            ("dotnet format --verify-no-changes", &[]),
            ("./gradlew spotlessCheck", &[]),
            ("mvn -B spotless:check", &[]),
            ("mix format --check-formatted", &[]),
            ("pre-commit run --all-files", &[]),
            ("docker compose run --rm -T app cargo fmt --check", &[]),
            ("npm run format:check", &[]),
            ("make fmt", &[]),
            ("cargo fmt && git diff --exit-code", &[]),
            ("rustfmt --version", MISSING),
            ("cargo check", MISSING),
        ],
    );
}

#[test]
fn linters_count() {
    each_breaks(
        GITHUB,
        "cargo clippy --all-targets -- -D warnings",
        &[
            ("cargo clippy -- -Dwarnings", &[]),
            ("RUSTFLAGS='-D warnings' cargo clippy", &[]),
            ("cargo hack --each-feature clippy -- --deny warnings", &[]),
            ("poetry run ruff check .", &[]),
            ("python -m flake8 src", &[]),
            ("npx eslint .", &[]),
            ("yarn run eslint src", &[]),
            ("npm run lint", &[]),
            ("go vet ./...", &[]),
            ("golangci-lint run", &[]),
            ("./gradlew detekt", &[]),
            ("dotnet build -warnaserror", &[]),
            ("bundle exec rubocop", &[]),
            ("just lint", &[]),
            ("bash -c 'cargo clippy -- -D warnings'", &[]),
        ],
    );
}

#[test]
fn test_runners_count() {
    each_breaks(
        GITHUB,
        "cargo test --locked",
        &[
            ("cargo nextest run --workspace", &[]),
            ("cargo llvm-cov nextest --lcov", &[]),
            ("cargo hack test --feature-powerset", &[]),
            ("cross test --target aarch64-unknown-linux-gnu", &[]),
            ("pytest -q", &[]),
            ("uv run --frozen pytest", &[]),
            ("python -m unittest", &[]),
            ("python manage.py test", &[]),
            ("tox -e py313", &[]),
            ("npm test", &[]),
            ("npx vitest run", &[]),
            ("go test -race ./...", &[]),
            ("mvn --batch-mode verify", &[]),
            ("./gradlew build", &[]),
            ("dotnet test --no-build", &[]),
            ("docker run --rm -v \"$PWD:/app\" image:1 pytest", &[]),
            ("docker compose -f ci.yml run --rm -e CI=1 app pytest", &[]),
            ("docker compose run tests", &[]),
            ("docker build --target test .", &[]),
            ("timeout 600 cargo test", &[]),
            ("for d in a b; do (cd $d && cargo test); done", &[]),
            ("npm ci && npm test", &[]),
            ("nix develop -c cargo test", &[]),
            ("./scripts/run-tests.sh", &[]),
            ("make test", &[]),
            // Unknown, in a job that is named after tests.
            ("make", &[]),
            ("./ci.sh", &[]),
            ("cargo test --no-run", MISSING),
            ("cargo test -- --ignored", MISSING),
            ("cargo test -- --include-ignored", &[]),
            ("cargo test && cargo test -- --ignored", &[]),
            ("cargo test -- --list", MISSING),
            ("cargo nextest run --run-ignored only", MISSING),
            ("cargo nextest run --run-ignored all", &[]),
            ("echo cargo test", MISSING),
            ("docker build .", MISSING),
        ],
    );
}

#[test]
fn unknown_commands_count_by_the_name_of_their_job_or_step() {
    let job = "  test:\n    runs-on: ubuntu-24.04\n    steps:\n";
    let with = |name: &str, step: &str| {
        let text =
            changed(GITHUB, job, &format!("  {name}:\n    runs-on: ubuntu-24.04\n    steps:\n"));
        let text = changed(
            &text,
            "needs: [format, lint, test]",
            &format!("needs: [format, lint, {name}]"),
        );
        changed(&text, "      - run: cargo test --locked", step)
    };
    for (name, step, expected) in [
        ("unit-tests", "      - run: make all", &[][..]),
        ("essais", "      - run: make all", MISSING),
        ("essais", "      - name: Lancer les tests\n        run: make all", &[]),
        ("verify", "      - name: Run tests\n        run: ./x.sh", &[]),
        ("verify", "      - id: integration_tests\n        run: ./x.sh", &[]),
        ("verify", "      - name: Tests\n        uses: ./.github/actions/all", &[]),
        (
            "verify",
            "      - name: Upload test results\n        uses: actions/upload-artifact@v4",
            MISSING,
        ),
        ("verify", "      - name: Install test tools\n        run: pip install pytest", MISSING),
        ("latest", "      - run: ./x.sh", MISSING),
    ] {
        assert_eq!(rules(&with(name, step)), expected, "{name}\n{step}");
    }
}

#[test]
fn called_workflows_and_included_files_count_by_their_names() {
    let test = "    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v4\n      - uses: Swatinem/rust-cache@v2\n      - run: cargo test --locked\n";
    each_breaks(
        GITHUB,
        test,
        &[
            ("    uses: ./.github/workflows/build.yml\n", &[]),
            ("    uses: atelier/workflows/.github/workflows/rust.yml@v2\n", &[]),
        ],
    );
    let unit = "unit:\n  stage: test\n  cache:\n    key: cargo\n    paths: [.cargo, target]\n  script:\n    - cargo test --locked\n";
    each_breaks(
        GITLAB,
        unit,
        &[
            ("include:\n  - local: /ci/tests.yml\n", &[]),
            ("include:\n  - template: Security/SAST.gitlab-ci.yml\n", MISSING),
            (
                "tests:\n  stage: test\n  trigger:\n    include: ci/rust.yml\n    strategy: depend\n",
                &[],
            ),
            ("tests:\n  stage: test\n  trigger:\n    include: ci/rust.yml\n", &[Rule::Failures]),
        ],
    );
}

#[test]
fn actions_and_multi_line_scripts_are_read() {
    each_breaks(
        GITHUB,
        "      - run: cargo fmt --all --check\n",
        &[
            ("      - uses: actions-rust-lang/rustfmt@v1\n", &[]),
            ("      - uses: pre-commit/action@v3.0.1\n", &[]),
            (
                "      - run: |\n          # The formatting.\n          cargo \\\n            fmt --check\n",
                &[],
            ),
            (
                "      - run: |\n          cat <<END\n          cargo fmt --check\n          END\n",
                MISSING,
            ),
            ("      - run: |\n          cd app && cargo fmt --check\n", &[]),
            (
                "      - uses: actions-rs/cargo@v1\n        with:\n          command: fmt\n          args: --all -- --check\n",
                &[],
            ),
        ],
    );
    each_breaks(
        GITHUB,
        "      - run: cargo clippy --all-targets -- -D warnings\n",
        &[
            ("      - uses: golangci/golangci-lint-action@v6\n", &[]),
            (
                "      - uses: actions-rust-lang/setup-rust-toolchain@v1\n      - run: cargo clippy\n",
                &[],
            ),
            ("      - run: cargo clippy\n        env:\n          RUSTFLAGS: -D warnings\n", &[]),
            (
                "      - run: |\n          export RUSTFLAGS=-Dwarnings\n          cargo clippy\n",
                &[],
            ),
            ("      - run: ${{ matrix.command }}\n", &[]),
        ],
    );
}

#[test]
fn the_commands_of_a_matrix_are_those_of_its_values() {
    let (head, rest) = GITHUB.split_once("  format:\n").expect("the first job");
    let (_, image) = rest.split_once("  image:\n").expect("the last job");
    let with = |matrix: &str, run: &str| {
        let image = image.replace("[format, lint, test]", "all");
        format!(
            "{head}  all:\n    runs-on: ubuntu-24.04\n    strategy:\n      matrix: {matrix}\n    steps:\n      - uses: Swatinem/rust-cache@v2\n      - run: {run}\n  image:\n{image}"
        )
    };
    let tasks = "{task: [fmt --check, clippy -- -D warnings, test]}";
    assert_eq!(rules(&with(tasks, "cargo ${{ matrix.task }}")), []);
    let included = "{include: [{run: make fmt}, {run: make lint}, {run: make test}]}";
    assert_eq!(rules(&with(included, "${{ matrix.run }}")), []);
    let mappings = "{job: [{name: fmt}, {name: lint}, {name: test}]}";
    assert_eq!(rules(&with(mappings, "just ${{ matrix.job.name }}")), []);
    assert_eq!(rules(&with("{task: [fmt, lint]}", "just ${{ matrix.task }}")), MISSING);
    assert_eq!(
        rules(&with("{task: [fmt, lint, test]}", "just ${{ matrix.task }} || true")),
        [Rule::Failures]
    );
}
