//! The solutions with the edits of cargo-mutants, each judged by the suite of its lab: the test of
//! every solution crate runs it.
//!
//! Which mutants are equivalent to the original, and why, is in `.cargo/mutants.toml`.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use lab::course::Lab;
use serde::Deserialize;

use super::table::Table;
use crate::{cargo, check};

/// What became of the mutants of one solution, as `mutants.out/outcomes.json` tells it.
#[derive(Debug, Deserialize)]
struct Outcomes {
    caught: usize,
    missed: usize,
    timeout: usize,
    outcomes: Vec<Outcome>,
}

#[derive(Debug, Deserialize)]
struct Outcome {
    scenario: serde_json::Value,
    summary: String,
}

/// What came of the mutants of one lab.
#[derive(Debug)]
pub struct Mutants {
    outcomes: Option<Outcomes>,
}

impl Mutants {
    /// Puts it in a table.
    pub(super) fn tell(self, table: &mut Table) {
        let Some(outcomes) = self.outcomes else {
            return table.row("mutants caught", "skipped: cargo-mutants is missing".to_owned());
        };
        // One that never ends is caught by the deadline.
        let caught = outcomes.caught + outcomes.timeout;
        let missed = outcomes.outcomes.iter().filter(|outcome| outcome.summary == "MissedMutant");
        let names = missed.map(|outcome| {
            let name = outcome.scenario.pointer("/Mutant/name").and_then(|name| name.as_str());
            format!("a mutant survives: {}", name.unwrap_or("(without a name)"))
        });
        table.share("mutants caught", caught, caught + outcomes.missed, names.collect());
    }
}

/// Tries every mutant of the solution of `lab` that compiles.
///
/// # Errors
/// When cargo-mutants fails for another reason than a survivor, or is missing where nothing may be.
pub fn of(lab: &Lab) -> Result<Mutants> {
    let version = Command::new("cargo").args(["mutants", "--version"]).output();
    if !version.is_ok_and(|output| output.status.success()) {
        check::skip(
            "mutants, because cargo-mutants is not installed (cargo install cargo-mutants)",
        )?;
        return Ok(Mutants { outcomes: None });
    }
    let root = cargo::root();
    let folder = root.join("target/audit/mutants").join(&lab.folder);
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let status = Command::new("cargo")
        .args(["mutants", "--package", &format!("solution-{}", lab.name), "--output"])
        .arg(&folder)
        .args(["--colors", "never", "--timeout", "120", "--no-times"])
        .current_dir(&root)
        .env("CARGO_TARGET_DIR", root.join("target/audit/built"))
        .status()
        .context("starting cargo-mutants")?;
    // 2: some survive; 3: some time out. (<https://mutants.rs/exit-codes.html>)
    ensure!(matches!(status.code(), Some(0 | 2 | 3)), "cargo-mutants fails: {status}");
    let file = folder.join("mutants.out/outcomes.json");
    let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let outcomes =
        serde_json::from_str(&text).with_context(|| format!("reading {}", file.display()))?;
    Ok(Mutants { outcomes: Some(outcomes) })
}
