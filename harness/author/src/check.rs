//! Every test of the project, in the order in which a failure is cheapest to find.
//!
//! What is missing on the machine is skipped with a visible reason, unless
//! `ATELIER_REQUIRE_ALL=1`, which CI sets after it has installed everything.

use std::process::Command;
use std::{env, fs};

use anyhow::{Result, bail, ensure};

use crate::{cargo, course, links};

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

/// Whether nothing may be skipped.
fn all_is_required() -> bool {
    env::var_os("ATELIER_REQUIRE_ALL").is_some_and(|value| value == "1")
}

/// Says that a step is skipped, or fails when nothing may be.
///
/// # Errors
/// When nothing may be skipped.
pub fn skip(reason: &str) -> Result<()> {
    ensure!(!all_is_required(), "{reason}, and nothing may be skipped here");
    println!("skipped: {reason}");
    Ok(())
}

/// insta's own runner sees which snapshots no test refers to, and nextest runs the test programs
/// side by side; without them the same tests run all the same.
fn tests() -> Result<()> {
    let nextest = has("cargo-nextest");
    if has("cargo-insta") {
        let runner = if nextest { "nextest" } else { "cargo-test" };
        let insta = ["insta", "test", "--workspace", "--check", "--unreferenced=reject"];
        let runner = ["--test-runner", runner, "--disable-nextest-doctest"];
        return cargo_runs(&[&insta[..], &runner].concat());
    }
    skip("orphaned snapshots, because cargo-insta is not installed (cargo install cargo-insta)")?;
    if nextest {
        cargo_runs(&["nextest", "run", "--workspace", "--no-fail-fast"])
    } else {
        cargo_runs(&["test", "--workspace", "--no-fail-fast"])
    }
}

/// Whether a subcommand of cargo lies in one of the folders of `PATH`.
fn has(program: &str) -> bool {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| fs::metadata(folder.join(&name)).is_ok())
}

fn cargo_runs(arguments: &[&str]) -> Result<()> {
    let status = Command::new("cargo").args(arguments).current_dir(cargo::root()).status()?;
    if !status.success() {
        bail!("cargo {} failed", arguments.join(" "));
    }
    Ok(())
}
