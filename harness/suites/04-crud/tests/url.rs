//! A server that already runs, with data that nobody knows.

use std::process::Command;

use author::cargo;
use author::running::Running;
use serde_json::Value;

#[test]
fn a_server_that_already_runs_is_asked_only_what_it_can_be_asked() {
    let server = Running::start("solution-crud").expect("the solution");
    let lab = cargo::executable("lab").expect("the student's command");
    let output = Command::new(lab)
        .args(["test", "4", "--url", &server.url(), "--format", "json"])
        .current_dir(cargo::root())
        .output()
        .expect("the command starts");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let checks = report["labs"][0]["checks"].as_array().expect("checks");
    let with = |verdict: &str| -> Vec<&str> {
        let those = checks.iter().filter(|check| check["verdict"] == verdict);
        those.filter_map(|check| check["id"].as_str()).collect()
    };
    let skipped = [
        "listed",
        "searched",
        "deleted",
        "accepted",
        "rules",
        "conflicts",
        "many-clients",
        "changes-at-once",
        "restart",
        "injection",
    ];
    assert_eq!(with("skipped"), skipped, "{report:#}");
    assert_eq!(with("failed"), [] as [&str; 0], "{report:#}");
    assert_eq!(output.status.code(), Some(0));
}
