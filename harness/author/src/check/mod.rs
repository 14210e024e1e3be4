//! Every test of the project, in the order in which a failure is cheapest to find; then what was
//! skipped, and what took longest.

mod skipped;
mod slowest;

use std::process::Command;
use std::{env, fs};

use anyhow::{Result, ensure};
use lab::course::Course;

use crate::{cargo, course, links};
use skipped::Skipped;
use slowest::Slowest;

/// Runs all of them.
///
/// # Errors
/// At the first one that fails.
pub fn run() -> Result<()> {
    step("formatting");
    cargo_runs(&["fmt", "--all", "--check"])?;
    step("starters follow from the solutions");
    course::check_starters()?;
    step("links in the documents");
    links::check()?;
    step("lints");
    cargo_runs(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"])?;
    step("tests, and snapshots that none of them refers to");
    tests()
}

fn step(what: &str) {
    println!("── {what}");
}

/// insta's own runner sees which snapshots no test refers to, and nextest runs the test programs
/// side by side; without them the same tests run all the same.
///
/// The tests of the starters are left out: they fail until a student has written the lab, which
/// `starters_tests_fail_until_written` asserts.
fn tests() -> Result<()> {
    let skipped = Skipped::none_yet()?;
    let has_nextest = has("cargo-nextest");
    let mut command = Command::new("cargo");
    command.current_dir(cargo::root()).env(needs::NOTES, skipped.notes());
    if has("cargo-insta") {
        let runner = if has_nextest { "nextest" } else { "cargo-test" };
        command.args(["insta", "test", "--workspace", "--check", "--unreferenced=reject"]);
        command.args(["--test-runner", runner, "--disable-nextest-doctest"]);
    } else {
        let what = "the search for snapshots that no test refers to";
        needs::CARGO_INSTA.noted(what, Some(skipped.notes()))?;
        let runner: &[&str] = if has_nextest { &["nextest", "run"] } else { &["test"] };
        command.args(runner).args(["--workspace", "--no-fail-fast"]);
    }
    for lab in Course::find()?.labs {
        command.args(["--exclude", &lab.name]);
    }
    if !cfg!(target_os = "linux") {
        needs::LINUX.noted("every test of the grader", Some(skipped.notes()))?;
    }
    let (status, slowest) = match has_nextest {
        true => Slowest::of_nextest(&mut command)?,
        false => Slowest::of_cargo(&mut command)?,
    };
    print!("{slowest}");
    print!("{}", skipped.table()?);
    ensure!(status.success(), "some test fails");
    Ok(())
}

/// Whether a subcommand of cargo lies in one of the folders of `PATH`.
fn has(program: &str) -> bool {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| fs::metadata(folder.join(&name)).is_ok())
}

fn cargo_runs(arguments: &[&str]) -> Result<()> {
    let status = Command::new("cargo").args(arguments).current_dir(cargo::root()).status()?;
    ensure!(status.success(), "cargo {} failed", arguments.join(" "));
    Ok(())
}
