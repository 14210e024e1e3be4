//! Somebody else's judgement: Schemathesis reads the document of the solution, makes requests of its
//! own from it, and finds nothing.

use std::process::Command;

use author::running::Running;

#[test]
fn needs_schemathesis_an_independent_tester_finds_nothing() {
    if Command::new("schemathesis").arg("--version").output().is_err() {
        return needs::SCHEMATHESIS.skip();
    }
    let server = Running::start("solution-swagger").expect("the solution");
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new("schemathesis")
        .args(["run", &format!("{}/api-docs/openapi.json", server.url())])
        .args(["--checks", "all", "--max-examples", "60", "--seed", "7", "--no-color"])
        .current_dir(folder.path())
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success(), "it finds something");
    assert!(said.contains("7 selected / 7 total"), "it looks at every operation");
}
