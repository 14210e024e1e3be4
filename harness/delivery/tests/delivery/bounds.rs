//! Files that are no pipeline, and hostile ones.

use std::time::{Duration, Instant};

use delivery::{
    MAX_BYTES, MAX_COMMANDS, MAX_DEPTH, MAX_JOBS, MAX_STEPS, ParseError, Pipeline, Platform, Shape,
};

use crate::fixtures::{GITHUB, GITLAB, changed, rules};

fn error(text: &str) -> ParseError {
    Pipeline::read(text).map(|_| ()).expect_err(text.get(..200).unwrap_or(text))
}

#[test]
fn the_platform_is_told_from_the_keys() {
    let platform = |text: &str| Pipeline::read(text).expect("a pipeline").platform();
    assert_eq!(platform(GITHUB), Platform::GitHub);
    assert_eq!(platform(GITLAB), Platform::GitLab);
    assert_eq!(platform("a: {script: x}\n"), Platform::GitLab);
    assert_eq!(platform("spec:\n  inputs: {}\n---\na: {script: x}\n"), Platform::GitLab);
    for text in ["", "---\n", "a: b\n", "- a\n", "version: 2.1\n"] {
        assert_eq!(error(text), ParseError::UnknownPlatform, "{text:?}");
    }
    assert_eq!(
        error("a: {script: x}\n---\nb: {script: x}\n"),
        ParseError::SeveralDocuments { line: 3 }
    );
}

#[test]
fn a_file_that_its_platform_would_refuse_is_an_error() {
    assert!(matches!(error("a: [\n"), ParseError::Yaml { .. }));
    assert_eq!(
        error("on: push\non: push\n"),
        ParseError::DuplicateKey { line: 2, key: "on".to_owned() }
    );
    assert_eq!(error("? [a]\n: b\n"), ParseError::InvalidKey { line: 1 });
    assert_eq!(error("a:\n  <<: b\n"), ParseError::InvalidMerge { line: 2 });
    let jobs =
        |line| ParseError::WrongType { line, key: "jobs".to_owned(), expected: Shape::Mapping };
    assert_eq!(error("on: push\njobs: {}\n"), jobs(2));
    assert_eq!(error("on: push\n"), jobs(1));
    let job = ParseError::WrongType { line: 3, key: "a".to_owned(), expected: Shape::Job };
    assert_eq!(error("on: push\njobs:\n  a: {runs-on: x}\n"), job);
    assert!(matches!(
        error("on: push\njobs:\n  a:\n    steps: [{name: x}]\n"),
        ParseError::WrongType { expected: Shape::Step, .. }
    ));
    let unknown = changed(GITHUB, "[format, lint, test]", "[format, lints]");
    assert!(matches!(error(&unknown), ParseError::UnknownJob { needs, .. } if needs == "lints"));
    let cycle = changed(GITHUB, "  test:\n", "  test:\n    needs: image\n");
    assert!(matches!(error(&cycle), ParseError::Cycle { .. }));
    let stage = changed(GITLAB, "stage: test", "stage: tests");
    assert!(matches!(error(&stage), ParseError::UnknownStage { stage, .. } if stage == "tests"));
    assert!(matches!(
        error("stages: [a]\nb: {stage: a}\n"),
        ParseError::WrongType { expected: Shape::Job, .. }
    ));
    for name in ["image", "cache", "services"] {
        let reserved = ParseError::ReservedName { line: 23, name: name.to_owned() };
        assert_eq!(error(&changed(GITLAB, "deliver:\n", &format!("{name}:\n"))), reserved);
    }
    let extends = "a: {extends: .b, script: x}\n";
    assert!(matches!(error(extends), ParseError::UnknownJob { needs, .. } if needs == ".b"));
    assert!(matches!(error("a: {extends: a, script: x}\n"), ParseError::Cycle { .. }));
}

#[test]
fn anchors_merge_keys_extends_and_references_are_followed() {
    let text = changed(
        GITLAB,
        "  script:\n    - cargo test --locked\n",
        "  script:\n    - !reference [.tests, script]\n.tests:\n  script: [cargo test]\n",
    );
    assert_eq!(rules(&text), []);
    let text = changed(
        GITLAB,
        "unit:\n  stage: test\n",
        ".base: &base\n  stage: test\n  allow_failure: true\nunit:\n  <<: *base\n  allow_failure: false\n",
    );
    assert_eq!(rules(&text), []);
    let text = changed(
        GITHUB,
        "  test:\n    runs-on: ubuntu-24.04\n",
        "  test: \n    runs-on: &machine ubuntu-24.04\n    name: *machine\n",
    );
    assert_eq!(rules(&text), []);
}

#[test]
fn each_bound_is_tested_on_both_sides() {
    let padded = |length: usize| format!("{GITHUB}#{}", "x".repeat(length - GITHUB.len() - 1));
    assert!(Pipeline::read(&padded(MAX_BYTES)).is_ok());
    assert_eq!(error(&padded(MAX_BYTES + 1)), ParseError::TooLong { bytes: MAX_BYTES + 1 });

    let nested = |depth: usize| format!("{GITHUB}x: {}{}\n", "[".repeat(depth), "]".repeat(depth));
    assert!(Pipeline::read(&nested(MAX_DEPTH - 1)).is_ok());
    assert_eq!(error(&nested(MAX_DEPTH)), ParseError::TooDeep { line: 43 });

    let jobs = |count: usize| {
        let jobs: String =
            (4..count).map(|job| format!("  j{job}: {{steps: [run: x]}}\n")).collect();
        format!("{GITHUB}{jobs}")
    };
    assert!(Pipeline::read(&jobs(MAX_JOBS)).is_ok());
    assert_eq!(error(&jobs(MAX_JOBS + 1)), ParseError::TooManyJobs { found: MAX_JOBS + 1 });

    let steps = |count: usize| {
        format!("on: push\njobs:\n  a:\n    steps:\n{}", "      - run: x\n".repeat(count))
    };
    assert!(Pipeline::read(&steps(MAX_STEPS)).is_ok());
    assert_eq!(error(&steps(MAX_STEPS + 1)), ParseError::TooManySteps { line: 3 });
}

#[test]
fn aliases_that_repeat_too_much_are_refused() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let before = format!("*a{}", level - 1);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", vec![before; 10].join(", ")));
    }
    assert!(matches!(error(&bomb), ParseError::TooLarge { .. }));
    let long = format!(
        "a: &a \"{}\"\n{}",
        "x".repeat(100_000),
        (0..50).map(|key| format!("k{key}: *a\n")).collect::<String>()
    );
    assert!(matches!(error(&long), ParseError::TooLarge { .. }));
}

#[test]
fn templates_that_repeat_too_much_are_refused() {
    let parents: String = (0..40).map(|job| format!("a{job}, ")).collect();
    let items = "x, ".repeat(800);
    let jobs: String = (0..100).map(|job| format!("b{job}: {{extends: [{parents}]}}\n")).collect();
    let templates: String = (0..40).map(|job| format!("a{job}: {{script: [{items}]}}\n")).collect();
    assert!(matches!(error(&format!("{templates}{jobs}")), ParseError::TooLarge { .. }));
}

#[test]
fn hostile_files_are_judged_in_a_moment() {
    let in_script =
        |script: &str| changed(GITHUB, "run: cargo test --locked", &format!("run: \"{script}\""));
    let space = MAX_BYTES - 2_000;
    let repeated = |part: &str| part.repeat(space / part.len());
    for (name, text) in [
        ("conditions", in_script(&repeated("if x; then "))),
        ("groups", in_script(&repeated("( "))),
        ("substitutions", in_script(&repeated("$("))),
        ("lists", in_script(&repeated("cargo test && "))),
        ("alternatives", in_script(&repeated("cargo test || "))),
        ("pipes", in_script(&repeated("make|"))),
        ("templates", in_script(&repeated("${{ github.head_ref }}"))),
        ("braces", in_script(&repeated("${"))),
        ("here-documents", in_script(&repeated("<<a "))),
        (
            "parentheses",
            changed(GITHUB, "  test:\n", &format!("  test:\n    if: {}\n", repeated("("))),
        ),
        (
            "negations",
            changed(GITHUB, "  test:\n", &format!("  test:\n    if: \"{}\"\n", repeated("!"))),
        ),
        (
            "ors",
            changed(GITHUB, "  test:\n", &format!("  test:\n    if: \"{}\"\n", repeated("a||"))),
        ),
        (
            "branches",
            changed(GITHUB, "branches: [main]", &format!("branches: [{}]", repeated("a*,"))),
        ),
        (
            "variables",
            changed(
                GITHUB,
                "jobs:\n",
                &format!(
                    "env:\n{}jobs:\n",
                    (0..8_000)
                        .map(|name| format!("  A{name}: ${{{{ env.A{} }}}}\n", name + 1))
                        .collect::<String>()
                ),
            ),
        ),
        (
            "keys",
            changed(
                GITHUB,
                "jobs:\n",
                &format!(
                    "env: {{{}}}\njobs:\n",
                    (0..20_000).map(|name| format!("k{name}: a,")).collect::<String>()
                ),
            ),
        ),
    ] {
        judge_in_time(name, &text);
    }
}

#[test]
fn scripts_with_as_many_commands_as_allowed_are_judged_too() {
    for (part, commands) in [
        ("cargo test && ", 1),
        ("cargo test || ", 1),
        ("cargo test | ", 1),
        ("X=$(cargo test); ", 2),
        ("trap a EXIT; ", 1),
        ("echo a | docker login --password-stdin; ", 2),
        ("docker run a; ", 1),
        ("if a; then b; fi; ", 2),
    ] {
        let script = part.repeat((MAX_COMMANDS - 100) / commands);
        let text = changed(GITHUB, "run: cargo test --locked", &format!("run: \"{script}true\""));
        assert!(Pipeline::read(&text).is_ok(), "{part}");
        judge_in_time(part, &text);
    }
}

/// What a file costs is bounded by the length and the numbers that it may have. The limit is far above it: it
/// only tells that a file of this kind takes much longer than others.
fn judge_in_time(name: &str, text: &str) {
    const LIMIT: Duration = Duration::from_secs(120);
    let start = Instant::now();
    if let Ok(pipeline) = Pipeline::read(text) {
        let _ = pipeline.findings();
    }
    assert!(start.elapsed() < LIMIT, "{name}: {:?}", start.elapsed());
}

#[test]
fn files_from_windows_are_read_too() {
    for pipeline in [GITHUB, GITLAB] {
        assert_eq!(rules(&pipeline.replace('\n', "\r\n")), []);
        assert_eq!(rules(&format!("\u{feff}{pipeline}")), []);
    }
}

#[test]
fn a_file_that_is_cut_or_lacks_a_character_is_read_or_refused() {
    // Every place would take minutes; these are spread over both files.
    let step = 41;
    for pipeline in [GITHUB, GITLAB] {
        for at in (0..pipeline.len()).step_by(step) {
            let (before, after) = pipeline.split_at(at);
            let texts = [
                before.to_owned(),
                format!("{before}{}", &after[1..]),
                format!("{before}'é{after}"),
            ];
            for text in texts {
                if let Ok(pipeline) = Pipeline::read(&text) {
                    let _ = pipeline.findings();
                }
            }
        }
    }
}
