//! Two pipelines without a finding, and a way to change one of their parts.

use delivery::{Finding, Pipeline, Reason, Rule};

pub const GITHUB: &str = "\
name: CI
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  format:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: cargo fmt --all --check
  lint:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: cargo clippy --all-targets -- -D warnings
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: Swatinem/rust-cache@v2
      - run: cargo test --locked
  image:
    needs: [format, lint, test]
    if: github.event_name == 'push' && github.ref == 'refs/heads/main'
    runs-on: ubuntu-24.04
    permissions:
      contents: read
      packages: write
    steps:
      - uses: actions/checkout@v4
      - uses: docker/login-action@v3
        with:
          registry: ghcr.io
          username: ${{ github.actor }}
          password: ${{ secrets.GITHUB_TOKEN }}
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: ghcr.io/atelier/catalogue:latest
";

pub const GITLAB: &str = "\
stages: [check, test, image]
default:
  image: rust:1.95-slim
workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
format:
  stage: check
  script:
    - cargo fmt --all --check
lint:
  stage: check
  script:
    - cargo clippy --all-targets -- -D warnings
unit:
  stage: test
  cache:
    key: cargo
    paths: [.cargo, target]
  script:
    - cargo test --locked
deliver:
  stage: image
  image: docker:27.3
  services: [docker:27.3-dind]
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - docker login -u \"$CI_REGISTRY_USER\" -p \"$CI_REGISTRY_PASSWORD\" \"$CI_REGISTRY\"
    - docker build -t \"$CI_REGISTRY_IMAGE\" .
    - docker push \"$CI_REGISTRY_IMAGE\"
";

/// A pipeline with one part replaced; it must have the part once.
pub fn changed(pipeline: &str, part: &str, by: &str) -> String {
    assert_eq!(pipeline.matches(part).count(), 1, "{part:?} is there once");
    pipeline.replace(part, by)
}

pub fn findings(text: &str) -> Vec<Finding> {
    let pipeline = Pipeline::read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    pipeline.findings()
}

/// The rules that a pipeline breaks, each once.
pub fn rules(text: &str) -> Vec<Rule> {
    let mut rules: Vec<Rule> = findings(text).iter().map(Finding::rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// Replaces a part of the pipeline by each text, and compares the rules that it breaks then.
pub fn each_breaks(pipeline: &str, part: &str, cases: &[(&str, &[Rule])]) {
    for (by, expected) in cases {
        let text = changed(pipeline, part, by);
        assert_eq!(rules(&text), *expected, "{by}\n{:#?}", findings(&text));
    }
}

/// The only finding of a pipeline.
pub fn only_finding(text: &str) -> (usize, Reason) {
    let mut findings = findings(text);
    let found = findings.pop().expect("a finding");
    assert!(findings.is_empty(), "one finding, not also {findings:#?}");
    (found.line, found.reason)
}
