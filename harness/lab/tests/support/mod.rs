//! Runs the command as a student does, and makes what it says comparable.

#![allow(dead_code, reason = "every test file uses its own part")]

mod compiled;
pub mod course;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("harness/lab lies two folders deep").to_owned()
}

/// The command, run in `folder`, without colours and with an English locale.
pub fn lab(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lab"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .env_remove("PORT")
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null());
    command
}

/// The server that is wrong in the way `fault` says, as `--cmd` takes it.
pub fn faulty(fault: &str) -> String {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let path = BUILT.get_or_init(|| {
        // Built here, because a run of one test file alone builds no examples.
        build(&["--workspace", "--example", "faulty"]);
        let debug = Path::new(env!("CARGO_BIN_EXE_lab")).parent().expect("a folder");
        debug.join("examples").join(format!("faulty{}", std::env::consts::EXE_SUFFIX))
    });
    format!("'{}' {fault}", path.display())
}

/// The options that have a lab judged by the judge that the tests were compiled with: for another selection of
/// packages, cargo would compile all libraries of the judge once more.
pub fn judged_by(name: &str) -> [String; 2] {
    let judge = author::cargo::executable(&format!("suite-{name}")).expect("a judge");
    ["--judge".to_owned(), judge.display().to_string()]
}

/// The solution of a lab, as `--cmd` takes it.
pub fn solution(name: &str) -> String {
    let solution = author::cargo::executable(&format!("solution-{name}")).expect("a solution");
    format!("'{}'", solution.display())
}

/// Builds a part of the workspace.
pub fn build(what: &[&str]) {
    let mut cargo = Command::new(env!("CARGO"));
    let status = cargo.args(["build", "--quiet"]).args(what).current_dir(root()).status();
    assert!(status.is_ok_and(|status| status.success()), "cargo build {what:?}");
}

/// Exit status and standard output, with what differs from run to run or from machine to machine
/// taken out.
pub fn told(output: &Output) -> String {
    let stdout = String::from_utf8_lossy(&output.stdout);
    format!("exit status {}\n{}", status(output), author::redact::without_ports(stdout.trim_end()))
}

/// The exit status.
pub fn status(output: &Output) -> i32 {
    output.status.code().expect("the command ends by itself")
}

/// What the command says on standard error by itself: cargo's lines left out.
pub fn complaint(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    let from = stderr.find('✗').unwrap_or(stderr.len());
    stderr[from..].trim_end().to_owned()
}
