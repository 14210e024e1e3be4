//! On every pull request and on every push to the main branch.

use delivery::{Check, Occasion, Reason, Rule};

use crate::fixtures::{GITHUB, GITLAB, changed, each_breaks, findings, only_finding, rules};

const REFUSED: &[Rule] = &[Rule::Triggers];
/// The image waits for the tests, so it is skipped with them.
const WITHOUT_IMAGE: &[Rule] = &[Rule::Triggers, Rule::Image];
const ON: &str = "on:\n  push:\n    branches: [main]\n  pull_request:\n";

#[test]
fn the_triggers_of_github_are_read_in_every_form() {
    each_breaks(
        GITHUB,
        ON,
        &[
            ("on: [push, pull_request]\n", &[]),
            ("\"on\": [push, pull_request]\n", &[]),
            ("on:\n  push:\n  pull_request:\n", &[]),
            (
                "on:\n  push: {branches: [master]}\n  pull_request: {branches: [master]}\n",
                &[Rule::Image],
            ),
            (
                "on:\n  push:\n    branches: ['**']\n  pull_request:\n    branches: [main, 'release/*']\n",
                &[],
            ),
            ("on:\n  push:\n    branches: ['m*']\n  pull_request:\n", &[]),
            (
                "on:\n  push:\n    branches: ['*', '!main', '!master']\n  pull_request:\n",
                &[Rule::Triggers, Rule::Image],
            ),
            ("on:\n  push:\n    branches-ignore: [gh-pages]\n  pull_request:\n", &[]),
            (
                "on:\n  push:\n    branches-ignore: [main, master]\n  pull_request:\n",
                &[Rule::Triggers, Rule::Image],
            ),
            (
                "on:\n  push:\n    branches-ignore: [main]\n  pull_request:\n",
                &[Rule::Triggers, Rule::Image],
            ),
            (
                "on:\n  push:\n    branches: ['**', '!main']\n  pull_request:\n",
                &[Rule::Triggers, Rule::Image],
            ),
            ("on:\n  push:\n  pull_request:\n    branches-ignore: [main]\n", REFUSED),
            ("on:\n  push:\n    branches: [main]\n    tags: ['v*']\n  pull_request:\n", &[]),
            ("on:\n  push:\n    tags: ['v*']\n  pull_request:\n", &[Rule::Triggers, Rule::Image]),
            ("on: push\n", REFUSED),
            ("on: pull_request\n", &[Rule::Triggers, Rule::Image]),
            ("on: workflow_call\n", &[Rule::Triggers, Rule::Image]),
            (
                "on:\n  push:\n    branches: [develop]\n  pull_request:\n",
                &[Rule::Triggers, Rule::Image],
            ),
            (
                "on:\n  push:\n    branches: [main]\n  pull_request:\n    branches: [develop]\n",
                REFUSED,
            ),
            (
                "on:\n  push:\n  pull_request:\n  merge_group:\n  workflow_dispatch:\n  schedule:\n    - cron: '0 4 * * 1'\n",
                &[],
            ),
            ("on:\n  push:\n  pull_request_target:\n", REFUSED),
            ("on: [push, pull_request, pull_request_target]\n", REFUSED),
        ],
    );
}

#[test]
fn filters_by_path_and_by_activity_are_refused() {
    each_breaks(
        GITHUB,
        "  pull_request:\n",
        &[
            ("  pull_request:\n    paths: ['src/**']\n", REFUSED),
            ("  pull_request:\n    paths: ['**']\n", &[]),
            ("  pull_request:\n    paths-ignore: ['docs/**']\n", REFUSED),
            (
                "  pull_request:\n    types: [opened, synchronize, reopened, ready_for_review]\n",
                &[],
            ),
            ("  pull_request:\n    types: [opened]\n", REFUSED),
            ("  pull_request:\n    types: [labeled]\n", REFUSED),
        ],
    );
    let text = changed(
        GITHUB,
        "    branches: [main]\n",
        "    branches: [main]\n    paths-ignore: ['*.md']\n",
    );
    assert_eq!(only_finding(&text), (5, Reason::PathFilter("paths-ignore".to_owned())));
    let text =
        changed(GITHUB, "  pull_request:\n", "  pull_request:\n    types: [opened, reopened]\n");
    assert_eq!(only_finding(&text), (6, Reason::ActivityMissing("synchronize")));
    let text = changed(GITHUB, "  pull_request:\n", "");
    assert_eq!(only_finding(&text), (2, Reason::NotStarted(Occasion::PullRequest)));
}

#[test]
fn the_condition_of_a_job_may_skip_a_check() {
    let cases: &[(&str, &[Rule])] = &[
        ("true", &[]),
        ("always()", &[]),
        ("${{ !cancelled() }}", &[]),
        ("github.repository == 'atelier/catalogue'", &[]),
        ("github.event_name != 'schedule'", &[]),
        ("github.actor != 'dependabot[bot]'", &[]),
        ("\"!contains(github.event.head_commit.message, '[skip tests]')\"", &[]),
        ("github.event.pull_request.draft == false", &[]),
        ("github.event_name == 'push' || !github.event.pull_request.draft", &[]),
        ("github.event_name == 'push' || github.event_name == 'pull_request'", &[]),
        ("contains(fromJSON('[\"push\", \"pull_request\"]'), github.event_name)", &[]),
        ("github.event_name == 'pull_request'", WITHOUT_IMAGE),
        ("github.event_name == 'push'", REFUSED),
        ("github.ref == 'refs/heads/main'", REFUSED),
        ("false", WITHOUT_IMAGE),
        ("vars.RUN_TESTS == 'true'", REFUSED),
        ("failure()", WITHOUT_IMAGE),
    ];
    for (condition, expected) in cases {
        let text = changed(GITHUB, "  test:\n", &format!("  test:\n    if: {condition}\n"));
        assert_eq!(rules(&text), *expected, "{condition}");
    }
}

#[test]
fn the_main_branch_is_no_exception() {
    let every_branch = changed(GITHUB, "    branches: [main]\n", "");
    for condition in ["github.ref != 'refs/heads/main'", "github.ref_name != 'master'"] {
        let text = changed(&every_branch, "  test:\n", &format!("  test:\n    if: {condition}\n"));
        let reason = Reason::Skipped {
            check: Check::Test,
            on: Occasion::PushToMain,
            condition: Some(condition.to_owned()),
        };
        assert!(findings(&text).iter().any(|found| found.reason == reason), "{condition}");
    }
}

#[test]
fn pull_requests_of_the_same_repository_may_be_covered_by_the_push_of_their_branch() {
    let text = changed(GITHUB, "    branches: [main]\n", "");
    let twice = "  test:\n    if: github.event_name == 'push' || github.event.pull_request.head.repo.full_name != github.repository\n";
    assert_eq!(rules(&changed(&text, "  test:\n", twice)), []);
    assert_eq!(rules(&changed(GITHUB, "  test:\n", twice)), REFUSED);
}

#[test]
fn the_condition_of_a_step_and_a_skipped_job_before_may_skip_a_check_too() {
    each_breaks(
        GITHUB,
        "      - run: cargo test --locked\n",
        &[
            ("      - run: cargo test\n        if: matrix.os == 'linux'\n", &[]),
            ("      - run: cargo test\n        if: runner.os != 'Windows'\n", &[]),
            ("      - run: cargo test\n        if: github.event_name == 'pull_request'\n", REFUSED),
            (
                "      - run: cargo test\n        if: steps.changes.outputs.rust == 'true'\n",
                REFUSED,
            ),
        ],
    );
    let text = changed(
        GITHUB,
        "  test:\n",
        "  prepare:\n    if: github.event_name == 'push'\n    runs-on: ubuntu-24.04\n    steps: [{run: echo}]\n  test:\n    needs: prepare\n",
    );
    let reason = Reason::Skipped { check: Check::Test, on: Occasion::PullRequest, condition: None };
    assert_eq!(only_finding(&text), (29, reason));
    let text =
        changed(&text, "    needs: prepare\n", "    needs: prepare\n    if: ${{ !failure() }}\n");
    assert_eq!(rules(&text), []);
}

#[test]
fn a_filter_by_changed_files_in_a_job_is_uncertain() {
    let text = changed(
        GITHUB,
        "  test:\n",
        "  changes:\n    runs-on: ubuntu-24.04\n    outputs: {rust: '${{ steps.f.outputs.rust }}'}\n    steps:\n      - uses: dorny/paths-filter@v3\n        id: f\n  test:\n    needs: changes\n    if: needs.changes.outputs.rust == 'true'\n",
    );
    assert_eq!(rules(&text), REFUSED);
}

#[test]
fn the_rules_of_gitlab_decide_about_both_occasions() {
    let workflow = "workflow:\n  rules:\n    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n";
    each_breaks(
        GITLAB,
        workflow,
        &[
            // A branch has a pipeline for each push, which its merge request shows.
            ("", &[]),
            ("workflow:\n  rules:\n    - if: $CI_COMMIT_BRANCH\n", &[]),
            (
                "workflow:\n  rules:\n    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'\n",
                &[Rule::Triggers, Rule::Image],
            ),
            ("workflow:\n  rules:\n    - if: $CI_COMMIT_BRANCH == 'main'\n", REFUSED),
            (
                "workflow:\n  rules:\n    - if: $CI_COMMIT_TAG\n      when: never\n    - when: always\n",
                &[],
            ),
            (
                "workflow:\n  rules:\n    - if: $CI_COMMIT_BRANCH == 'main'\n      when: never\n    - when: always\n",
                REFUSED,
            ),
            (
                "workflow:\n  rules:\n    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'\n    - if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS\n      when: never\n    - if: $CI_COMMIT_BRANCH\n",
                &[],
            ),
        ],
    );
    each_breaks(
        GITLAB,
        "unit:\n  stage: test\n",
        &[
            (
                "unit:\n  stage: test\n  rules:\n    - if: $CI_PIPELINE_SOURCE =~ /^(push|merge_request_event)$/\n",
                &[],
            ),
            (
                "unit:\n  stage: test\n  rules:\n    - if: $CI_MERGE_REQUEST_IID\n    - if: $CI_COMMIT_BRANCH == 'main'\n",
                &[],
            ),
            ("unit:\n  stage: test\n  rules:\n    - if: $CI_MERGE_REQUEST_IID\n", REFUSED),
            ("unit:\n  stage: test\n  rules:\n    - if: $CI_COMMIT_BRANCH == 'main'\n", REFUSED),
            ("unit:\n  stage: test\n  rules:\n    - changes: ['src/**']\n", REFUSED),
            ("unit:\n  stage: test\n  rules:\n    - exists: [Cargo.toml]\n", &[]),
            ("unit:\n  stage: test\n  rules:\n    - when: manual\n", REFUSED),
            ("unit:\n  stage: test\n  when: manual\n", REFUSED),
            ("unit:\n  stage: test\n  only: [merge_requests, main]\n", &[]),
            ("unit:\n  stage: test\n  only: [merge_requests]\n", REFUSED),
            (
                "unit:\n  stage: test\n  only: {refs: [merge_requests, branches], changes: [src]}\n",
                REFUSED,
            ),
            ("unit:\n  stage: test\n  except: [tags]\n", REFUSED),
            ("unit:\n  stage: test\n  except: [main]\n", REFUSED),
        ],
    );
    let unit = changed(
        GITLAB,
        "unit:\n  stage: test\n",
        "unit:\n  stage: test\n  rules:\n    - changes: [src]\n",
    );
    assert_eq!(only_finding(&unit), (24, Reason::PathFilter("changes".to_owned())));
}
