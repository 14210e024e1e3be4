//! Permissions of GitHub's token.

use delivery::{Reason, Rule};

use crate::fixtures::{GITHUB, changed, each_breaks, only_finding, rules};

const REFUSED: &[Rule] = &[Rule::Permissions];
const OF_FILE: &str = "permissions:\n  contents: read\njobs:\n";
const OF_JOB: &str = "    permissions:\n      contents: read\n      packages: write\n";

#[test]
fn the_file_grants_reading_only() {
    each_breaks(
        GITHUB,
        OF_FILE,
        &[
            ("permissions: read-all\njobs:\n", &[]),
            ("permissions: {}\njobs:\n", &[]),
            ("permissions:\n  contents: read\n  packages: none\njobs:\n", &[]),
            ("permissions: write-all\njobs:\n", REFUSED),
            ("permissions:\n  contents: write\njobs:\n", REFUSED),
            ("permissions:\n  contents: read\n  packages: write\njobs:\n", REFUSED),
            ("jobs:\n", REFUSED),
        ],
    );
}

#[test]
fn a_job_without_permissions_is_named() {
    let jobs = ["format", "lint", "test"];
    let mut text = changed(GITHUB, OF_FILE, "jobs:\n");
    for job in &jobs[..2] {
        text = changed(
            &text,
            &format!("  {job}:\n"),
            &format!("  {job}:\n    permissions: {{contents: read}}\n"),
        );
    }
    assert_eq!(only_finding(&text), (19, Reason::NoPermissions { job: "test".to_owned() }));
    let text = changed(&text, "  test:\n", "  test:\n    permissions: {}\n");
    assert_eq!(rules(&text), []);
}

#[test]
fn only_the_job_that_pushes_may_write() {
    each_breaks(GITHUB, OF_JOB, &[("", &[]), ("    permissions: write-all\n", &[])]);
    let text =
        changed(GITHUB, "  lint:\n", "  lint:\n    permissions: {contents: read, checks: write}\n");
    let reason = Reason::WritePermission { job: "lint".to_owned(), scope: "checks".to_owned() };
    assert_eq!(only_finding(&text), (15, reason));
}
