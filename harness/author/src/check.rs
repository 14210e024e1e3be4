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
    step("tests");
    tests()?;
    step("snapshots that no test refers to");
    orphans()
}

fn step(what: &str) {
    println!("── {what}");
}

/// Whether nothing may be skipped.
fn all_is_required() -> bool {
    env::var_os("ATELIER_REQUIRE_ALL").is_some_and(|value| value == "1")
}

/// Says that a step is skipped, or fails when nothing may be.
fn skip(reason: &str) -> Result<()> {
    ensure!(!all_is_required(), "{reason}, and nothing may be skipped here");
    println!("skipped: {reason}");
    Ok(())
}

/// nextest where it is installed: it runs the test programs side by side.
fn tests() -> Result<()> {
    if has("cargo-nextest") {
        return cargo_runs(&["nextest", "run", "--workspace", "--no-fail-fast"]);
    }
    println!("cargo-nextest is not installed: cargo test does the same, slower");
    cargo_runs(&["test", "--workspace", "--quiet"])
}

fn orphans() -> Result<()> {
    if !has("cargo-insta") {
        return skip("cargo-insta is not installed (cargo install cargo-insta --locked)");
    }
    let arguments = ["insta", "test", "--workspace", "--check", "--unreferenced=reject"];
    cargo_runs(
        &[&arguments[..], &["--test-runner", "nextest"][..usize::from(has("cargo-nextest")) * 2]]
            .concat(),
    )
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
