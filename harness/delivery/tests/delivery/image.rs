//! The image: pushed, after the checks, and only for a push to the main branch.

use delivery::{Check, Occasion, Reason, Rule};

use crate::fixtures::{GITHUB, GITLAB, changed, each_breaks, findings, only_finding, rules};

const REFUSED: &[Rule] = &[Rule::Image];
/// The permission to write is then for nothing, too.
const NOT_PUSHED: &[Rule] = &[Rule::Image, Rule::Permissions];
const CONDITION: &str = "    if: github.event_name == 'push' && github.ref == 'refs/heads/main'\n";
const PUSH: &str = "      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: ghcr.io/atelier/catalogue:latest\n";

#[test]
fn an_image_is_pushed_by_an_action_or_a_command() {
    each_breaks(
        GITHUB,
        PUSH,
        &[
            ("      - run: docker build -t x . && docker push x\n", &[]),
            ("      - run: docker buildx build --push -t x .\n", &[]),
            ("      - run: docker buildx build --output type=registry -t x .\n", &[]),
            (
                "      - uses: docker/build-push-action@v6\n        with: {outputs: 'type=image,push-by-digest=true,push=true'}\n",
                &[],
            ),
            ("      - uses: docker/bake-action@v5\n        with: {push: true}\n", &[]),
            ("      - run: docker compose push\n", &[]),
            ("      - run: podman push x\n", &[]),
            ("      - run: buildah push x docker://ghcr.io/a/b\n", &[]),
            ("      - run: skopeo copy oci-archive:x docker://ghcr.io/a/b:1\n", &[]),
            ("      - run: ko build ./cmd/app\n", &[]),
            ("      - run: ./mvnw compile jib:build\n", &[]),
            ("      - run: ./gradlew jib\n", &[]),
            ("      - run: make image-push\n", &[]),
            ("      - run: docker build .\n", NOT_PUSHED),
            ("      - run: docker push localhost:5000/app\n", NOT_PUSHED),
            ("      - run: docker buildx build --cache-to type=registry,ref=x .\n", NOT_PUSHED),
            ("      - run: ko build --local ./cmd/app\n", NOT_PUSHED),
            (
                "      - uses: docker/build-push-action@v6\n        with: {push: false}\n",
                NOT_PUSHED,
            ),
            ("      - uses: docker/build-push-action@v6\n", NOT_PUSHED),
        ],
    );
    let called = "    uses: ./.github/workflows/publish.yml\n";
    let (head, _) = GITHUB.split_once("    needs: [format").expect("the job of the image");
    let text = format!("{head}    needs: [format, lint, test]\n{CONDITION}{called}");
    assert_eq!(rules(&text), []);
    let text = format!("{head}{CONDITION}{called}");
    assert_eq!(rules(&text), REFUSED);
}

#[test]
fn only_a_push_to_the_main_branch_pushes_it() {
    let any_branch = changed(GITHUB, "    branches: [main]\n", "");
    let cases: &[(&str, &[Rule])] = &[
        ("github.ref == 'refs/heads/main'", &[]),
        ("github.ref_name == 'main'", &[]),
        ("github.ref == 'refs/heads/main' || startsWith(github.ref, 'refs/tags/v')", &[]),
        ("github.ref == 'refs/heads/main' || github.ref == 'refs/heads/master'", &[]),
        ("github.ref == format('refs/heads/{0}', github.event.repository.default_branch)", &[]),
        ("github.ref_name == github.event.repository.default_branch", &[]),
        ("${{ github.event_name == 'push' && endsWith(github.ref, '/main') }}", &[]),
        ("success() && github.ref == 'refs/heads/main'", &[]),
        ("github.event_name != 'pull_request' && contains('refs/heads/main', github.ref)", &[]),
        ("github.event_name == 'push'", REFUSED),
        ("contains(github.ref, 'main')", REFUSED),
        ("startsWith(github.ref, 'refs/heads/main')", REFUSED),
        ("endsWith(github.ref, 'main')", REFUSED),
        ("endsWith(github.ref_name, 'master')", REFUSED),
        ("github.head_ref == 'main' || github.ref_name == 'main'", REFUSED),
        ("github.event.pull_request.head.ref == 'main' || github.ref_name == 'main'", REFUSED),
        ("github.head_ref == 'release' || github.ref_name == 'main'", &[]),
        ("github.event_name != 'pull_request'", REFUSED),
        ("github.ref != 'refs/heads/main'", REFUSED),
        ("github.base_ref == 'main'", REFUSED),
        ("github.ref == 'refs/heads/main' || github.event_name == 'pull_request'", REFUSED),
        ("startsWith(github.ref, 'refs/tags/')", REFUSED),
        ("github.ref == 'main'", REFUSED),
        ("${{ github.ref == 'refs/heads/main' }} && true", REFUSED),
        ("vars.PUSH == 'true'", REFUSED),
        ("vars.PUSH == 'true' && github.ref == 'refs/heads/main'", &[]),
    ];
    for (condition, expected) in cases {
        let text = changed(&any_branch, CONDITION, &format!("    if: {condition}\n"));
        assert_eq!(rules(&text), *expected, "{condition}\n{:#?}", findings(&text));
    }
    let text = changed(&any_branch, CONDITION, "    if: endsWith(github.ref, 'main')\n");
    let on = Occasion::PushToBranch("x-main".to_owned());
    assert_eq!(only_finding(&text).1, Reason::PushedElsewhere { job: "image".to_owned(), on });
    // When only the main branch and pull requests start it, the event is enough.
    for condition in ["github.event_name == 'push'", "github.event_name != 'pull_request'"] {
        let text = changed(GITHUB, CONDITION, &format!("    if: {condition}\n"));
        assert_eq!(rules(&text), [], "{condition}");
    }
    let text = changed(GITHUB, CONDITION, "");
    let job = "image".to_owned();
    assert_eq!(
        only_finding(&text),
        (38, Reason::PushedElsewhere { job, on: Occasion::PullRequest })
    );
}

#[test]
fn other_branches_and_the_merge_queue_are_other_occasions() {
    let text = changed(GITHUB, CONDITION, "    if: github.event_name == 'push'\n");
    let text = changed(&text, "branches: [main]", "branches: [main, 'release/**']");
    let on = Occasion::PushToBranch("release/some".to_owned());
    assert_eq!(only_finding(&text), (39, Reason::PushedElsewhere { job: "image".to_owned(), on }));
    let text = changed(GITHUB, CONDITION, "    if: github.event_name != 'pull_request'\n");
    let text = changed(&text, "  pull_request:\n", "  pull_request:\n  merge_group:\n");
    assert_eq!(rules(&text), REFUSED);
}

#[test]
fn the_condition_may_be_that_of_the_step_or_of_the_input() {
    let text = changed(GITHUB, CONDITION, "");
    each_breaks(
        &text,
        "          push: true\n",
        &[
            (
                "          push: ${{ github.event_name == 'push' && github.ref == 'refs/heads/main' }}\n",
                &[],
            ),
            ("          push: ${{ github.ref == 'refs/heads/main' }}\n", &[]),
            ("          push: ${{ github.event_name != 'pull_request' }}\n", &[]),
            (
                "          push: ${{ github.event_name == 'pull_request' && 'false' || 'true' }}\n",
                &[],
            ),
            ("          push: ${{ env.PUSH }}\n", REFUSED),
        ],
    );
    let by_env = changed(&text, "          push: true\n", "          push: ${{ env.PUSH }}\n");
    let by_env = changed(
        &by_env,
        "permissions:\n  contents: read\njobs",
        "permissions:\n  contents: read\nenv:\n  PUSH: ${{ github.ref == 'refs/heads/main' }}\njobs",
    );
    assert_eq!(rules(&by_env), []);
    each_breaks(
        &text,
        PUSH,
        &[
            ("      - run: docker push x\n        if: github.ref == 'refs/heads/main'\n", &[]),
            (
                "      - run: |\n          if [ \"$GITHUB_REF\" = refs/heads/main ]; then\n            docker push x\n          fi\n",
                &[],
            ),
            ("      - run: |\n          [[ $GITHUB_REF_NAME == main ]] && docker push x\n", &[]),
            (
                "      - run: |\n          if [ \"$GITHUB_REF\" != refs/heads/main ]; then\n            docker push x\n          fi\n",
                REFUSED,
            ),
            ("      - run: docker push x\n", REFUSED),
        ],
    );
}

#[test]
fn the_checks_come_before_it() {
    each_breaks(
        GITHUB,
        "    needs: [format, lint, test]\n",
        &[
            ("    needs: test\n", REFUSED),
            ("", REFUSED),
            ("    needs: [test, lint, format]\n", &[]),
        ],
    );
    let text = changed(GITHUB, "    needs: [format, lint, test]\n", "    needs: [format, test]\n");
    let reason = Reason::PushedBeforeCheck { job: "image".to_owned(), check: Check::Lint };
    assert_eq!(only_finding(&text), (39, reason));
    // Through other jobs.
    let text = changed(GITHUB, "    needs: [format, lint, test]\n", "    needs: test\n");
    let text = changed(&text, "  test:\n", "  test:\n    needs: lint\n");
    let text = changed(&text, "  lint:\n", "  lint:\n    needs: [format]\n");
    assert_eq!(rules(&text), []);
}

#[test]
fn a_failure_before_it_is_not_overlooked() {
    let on_main = "github.ref == 'refs/heads/main'";
    for (condition, expected) in [
        (format!("always() && {on_main}"), REFUSED),
        (format!("${{{{ !cancelled() && {on_main} }}}}"), REFUSED),
        (format!("failure() && {on_main}"), REFUSED),
        (format!("always() && needs.test.result == 'success' && {on_main}"), &[]),
        (format!("always() && !contains(needs.*.result, 'failure') && {on_main}"), &[]),
    ] {
        let text = changed(GITHUB, CONDITION, &format!("    if: {condition}\n"));
        assert_eq!(rules(&text), expected, "{condition}");
    }
}

#[test]
fn one_job_may_do_everything_in_this_order() {
    let job = |steps: &str| {
        format!(
            "on: {{push: {{branches: [main]}}, pull_request: }}\npermissions: {{contents: read, packages: write}}\njobs:\n  all:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: Swatinem/rust-cache@v2\n{steps}"
        )
    };
    let checks = "      - run: cargo fmt --check\n      - run: cargo clippy -- -D warnings\n      - run: cargo test\n";
    let push = "      - run: docker push x\n        if: github.ref == 'refs/heads/main'\n";
    assert_eq!(rules(&job(&format!("{checks}{push}"))), []);
    assert_eq!(rules(&job(&format!("{push}{checks}"))), REFUSED);
    let always =
        "      - run: docker push x\n        if: always() && github.ref == 'refs/heads/main'\n";
    assert_eq!(rules(&job(&format!("{checks}{always}"))), REFUSED);
}

#[test]
fn gitlab_pushes_by_rules_and_stages() {
    let rule = "  rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n  script:\n";
    each_breaks(
        GITLAB,
        rule,
        &[
            (
                "  rules:\n    - if: $CI_COMMIT_BRANCH == \"main\"\n    - if: $CI_COMMIT_TAG\n  script:\n",
                &[],
            ),
            (
                "  rules:\n    - if: $CI_COMMIT_REF_NAME == $CI_DEFAULT_BRANCH && $CI_PIPELINE_SOURCE == 'push'\n  script:\n",
                &[],
            ),
            (
                "  rules:\n    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'\n      when: never\n    - if: $CI_COMMIT_BRANCH == 'main'\n      when: manual\n  script:\n",
                &[],
            ),
            ("  only: [main]\n  script:\n", &[]),
            ("  only:\n    refs: [main]\n  script:\n", &[]),
            ("  only:\n    - /^ma(in|ster)$/\n  script:\n", &[]),
            ("  except: [merge_requests]\n  script:\n", &[]),
            ("  script:\n", REFUSED),
            ("  only: [tags]\n  script:\n", REFUSED),
            (
                "  rules:\n    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'\n  script:\n",
                REFUSED,
            ),
            (
                "  rules:\n    - if: $CI_COMMIT_BRANCH == 'main'\n      when: always\n  script:\n",
                REFUSED,
            ),
            ("  needs: [format, lint, unit]\n  only: [main]\n  script:\n", &[]),
            ("  needs: [format]\n  only: [main]\n  script:\n", REFUSED),
            ("  needs: []\n  only: [main]\n  script:\n", REFUSED),
        ],
    );
    each_breaks(GITLAB, "deliver:\n  stage: image\n", &[("deliver:\n  stage: check\n", REFUSED)]);
    let every_branch = changed(
        GITLAB,
        "workflow:\n  rules:\n    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n",
        "",
    );
    each_breaks(
        &every_branch,
        rule,
        &[
            (rule, &[]),
            ("  script:\n", REFUSED),
            ("  rules:\n    - if: $CI_COMMIT_BRANCH =~ /^(main|release.*)$/\n  script:\n", &[]),
            (
                "  rules:\n    - if: $CI_COMMIT_BRANCH == 'main' || $CI_COMMIT_BRANCH == 'develop'\n  script:\n",
                REFUSED,
            ),
            ("  only: [main, /^release-.*$/]\n  script:\n", REFUSED),
            ("  only: [/main/]\n  script:\n", REFUSED),
            ("  rules:\n    - if: $CI_COMMIT_BRANCH =~ /main/\n  script:\n", REFUSED),
            ("  rules:\n    - if: $CI_COMMIT_BRANCH =~ /^main/\n  script:\n", REFUSED),
            ("  rules:\n    - if: $CI_COMMIT_BRANCH =~ /main$/\n  script:\n", REFUSED),
            ("  rules:\n    - if: $CI_COMMIT_BRANCH =~ /^(main|master)$/\n  script:\n", &[]),
        ],
    );
}

#[test]
fn gitlab_pushes_with_kaniko_too() {
    let (head, _) = GITLAB.split_once("  image: docker:27.3\n").expect("the job of the image");
    let kaniko = format!(
        "{head}  image:\n    name: gcr.io/kaniko-project/executor:v1.23.2-debug\n    entrypoint: ['']\n  rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n  script:\n    - /kaniko/executor --context . --destination $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA\n"
    );
    assert_eq!(rules(&kaniko), []);
    assert_eq!(rules(&changed(&kaniko, "--context .", "--no-push")), REFUSED);
}

#[test]
fn a_registry_of_the_job_is_for_its_tests() {
    each_breaks(
        GITHUB,
        "      - run: cargo test --locked\n",
        &[
            ("      - run: docker push localhost:5000/app && cargo test\n", &[]),
            (
                "      - uses: docker/build-push-action@v6\n        with: {push: true, tags: 'localhost:5000/app:1'}\n      - run: cargo test\n",
                &[],
            ),
            ("      - run: docker push ghcr.io/atelier/app && cargo test\n", REFUSED),
        ],
    );
}
