//! A server in another language, started with `--cmd`.

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::{lab, root};

#[test]
fn needs_flask_a_partial_server_earns_the_points_of_what_it_does() {
    if !flask_is_there() {
        return needs::FLASK.skip();
    }
    let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers/flask_partial.py");
    let command = format!("python3 '{}'", server.display());
    let arguments = ["test", "1", "--cmd", &command, "--seed", "7", "--format", "json"];
    let output = lab(&root(), &arguments).output().expect("the command starts");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a JSON report");
    let passed: Vec<&str> = report["labs"][0]["checks"]
        .as_array()
        .expect("checks")
        .iter()
        .filter(|check| check["verdict"] == "passed")
        .filter_map(|check| check["id"].as_str())
        .collect();
    let honest =
        ["greeting", "other-routes", "user-added", "rule-broken", "malformed", "undeclared"];
    assert_eq!(passed, honest, "{report:#}");
    assert_eq!(report["points"], 14);
    assert_eq!(report["out_of"], 20);
    assert_eq!(support::status(&output), 1);
}

fn flask_is_there() -> bool {
    let output = Command::new("python3").args(["-c", "import flask"]).output();
    output.is_ok_and(|output| output.status.success())
}
