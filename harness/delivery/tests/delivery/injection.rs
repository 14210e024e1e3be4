//! Text from outside in scripts.

use delivery::{Reason, Rule};

use crate::fixtures::{GITHUB, changed, each_breaks, only_finding};

const REFUSED: &[Rule] = &[Rule::Injection];

#[test]
fn text_from_outside_is_refused_in_a_script() {
    let cases: &[(&str, &[Rule])] = &[
        ("github.event.pull_request.title", REFUSED),
        ("github.event.pull_request.body", REFUSED),
        ("github.event.issue.title", REFUSED),
        ("github.event.comment.body", REFUSED),
        ("github.event.head_commit.message", REFUSED),
        ("github.event.commits[0].message", REFUSED),
        ("github.event.pull_request.head.ref", REFUSED),
        ("github.event.head_commit.author.name", REFUSED),
        ("github.head_ref", REFUSED),
        ("github.ref_name", REFUSED),
        ("github['head_ref']", REFUSED),
        ("github.head_ref || github.ref_name", REFUSED),
        ("format('{0}-x', github.head_ref)", REFUSED),
        ("toJSON(github.event)", REFUSED),
        ("github.sha", &[]),
        ("github.event.pull_request.number", &[]),
        ("github.event.pull_request.head.sha", &[]),
        ("github.ref_name == 'main'", &[]),
        ("github.head_ref && 'a' || 'b'", &[]),
        ("contains(github.event.head_commit.message, 'x')", &[]),
        ("github.repository", &[]),
        ("matrix.title", &[]),
        ("secrets.BODY", &[]),
    ];
    for (expression, expected) in cases {
        each_breaks(
            GITHUB,
            "cargo test --locked",
            &[(&format!("cargo test -- ${{{{ {expression} }}}}"), expected)],
        );
    }
}

#[test]
fn it_may_pass_through_a_variable_of_the_shell_only() {
    each_breaks(
        GITHUB,
        "run: cargo test --locked",
        &[
            (
                "run: cargo test -- \"$TITLE\"\n        env:\n          TITLE: ${{ github.event.pull_request.title }}",
                &[],
            ),
            (
                "run: cargo test -- \"${{ env.TITLE }}\"\n        env:\n          TITLE: ${{ github.event.pull_request.title }}",
                REFUSED,
            ),
            (
                "run: cargo test -- \"${{ env.TITLE }}\"\n        env:\n          TITLE: catalogue",
                &[],
            ),
        ],
    );
    let text = changed(
        GITHUB,
        "run: cargo test --locked",
        "run: |\n          cargo test\n          echo ${{ github.sha }} ${{ github.head_ref }}",
    );
    assert_eq!(
        only_finding(&text),
        (26, Reason::Injection { source: "github.head_ref".to_owned() })
    );
}

#[test]
fn the_script_of_an_action_is_a_script_too() {
    each_breaks(
        GITHUB,
        "      - run: cargo fmt --all --check\n",
        &[
            (
                "      - run: cargo fmt --check\n      - uses: actions/github-script@v7\n        with:\n          script: console.log('${{ github.event.issue.title }}')\n",
                REFUSED,
            ),
            (
                "      - run: cargo fmt --check\n      - uses: actions/github-script@v7\n        with:\n          script: console.log(context.payload.issue.title)\n",
                &[],
            ),
            // An input that is not a script.
            (
                "      - run: cargo fmt --check\n      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.head_ref }}\n",
                &[],
            ),
        ],
    );
}
