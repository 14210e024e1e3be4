//! Right servers that look different: written in another language or with another framework, as
//! `harness/lookalikes/lookalikes.toml` declares them, and the solution behind `styled`, which gives
//! its answers in every style that the contract allows.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use engine::Lang;
use engine::database::Kind;
use engine::fault::Reason;
use engine::protocol::{Subject, Task};
use engine::verdict::Verdict;
use lab::course::Lab;
use serde::Deserialize;

use super::table::Table;
use crate::{cargo, check, seeds};

/// Styles of `styled` that the contract allows.
const STYLES: [&str; 11] = [
    "key-order",
    "escapes",
    "spaced",
    "fractions",
    "chunked",
    "close",
    "http10",
    "lower-case",
    "headers",
    "slow-start",
    "slow",
];

/// Of every run.
const SEED: u64 = 11;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    lookalike: Vec<Lookalike>,
}

/// A right server that is not the solution.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lookalike {
    name: String,
    /// a command that succeeds where the server can run
    #[serde(default)]
    needs: Vec<String>,
    /// what to say where it cannot
    #[serde(default)]
    install: String,
    /// a package of the workspace, whose executable `{program}` stands for
    package: Option<String>,
    /// the command for each lab, run at the root of the repository
    labs: BTreeMap<String, String>,
}

impl Lookalike {
    fn can_run(&self) -> bool {
        let Some((program, arguments)) = self.needs.split_first() else { return true };
        let silent = Stdio::null;
        let status =
            Command::new(program).args(arguments).stdout(silent()).stderr(silent()).status();
        status.is_ok_and(|status| status.success())
    }

    /// The program and its arguments for one of its labs.
    fn words(&self, command: &str) -> Result<Vec<String>> {
        let mut words = shlex::split(command).context("a quotation mark that does not close")?;
        if let Some(package) = &self.package {
            let program = cargo::executable(package)?.display().to_string();
            words
                .iter_mut()
                .filter(|word| *word == "{program}")
                .for_each(|word| *word = program.clone());
        }
        Ok(words)
    }
}

/// What came of the look-alikes of one lab.
#[derive(Debug, Default)]
pub struct Accepted {
    /// how many were tried
    tried: usize,
    /// those that did not earn everything
    problems: Vec<String>,
    /// those that cannot run here
    skipped: Vec<String>,
}

impl Accepted {
    /// Puts it in a table.
    pub(super) fn tell(self, table: &mut Table) {
        let good = self.tried.saturating_sub(self.problems.len());
        table.share("look-alikes accepted", good, self.tried, self.problems);
        if !self.skipped.is_empty() {
            table.row("look-alikes skipped", self.skipped.join(", "));
        }
    }
}

/// Judges every look-alike of `lab`.
///
/// # Errors
/// When one cannot be built, the judge fails, or one is missing where nothing may be.
pub fn of(lab: &Lab) -> Result<Accepted> {
    let judge = cargo::executable(&format!("suite-{}", lab.name))?;
    let earned = |words: Vec<String>| -> Result<Vec<seeds::Judged>> {
        let folder = cargo::root();
        seeds::verdicts(&judge, &task(Subject::Command { words, folder }))
    };
    let mut accepted = Accepted::default();
    for lookalike in manifest()?.lookalike {
        let Some(command) = lookalike.labs.get(&lab.name) else { continue };
        if !lookalike.can_run() {
            check::skip(&format!(
                "{}, because it is not installed ({})",
                lookalike.name, lookalike.install
            ))?;
            accepted.skipped.push(lookalike.name.clone());
            continue;
        }
        accepted.tried += 1;
        let problem = not_all_passed(&earned(lookalike.words(command)?)?);
        accepted.problems.extend(problem.map(|why| format!("{}: {why}", lookalike.name)));
    }
    let styled = cargo::executable("styled")?.display().to_string();
    let solution = cargo::executable(&format!("solution-{}", lab.name))?.display().to_string();
    for style in STYLES {
        accepted.tried += 1;
        let problem =
            not_all_passed(&earned(vec![styled.clone(), style.into(), solution.clone()])?);
        accepted.problems.extend(problem.map(|why| format!("the style {style}: {why}")));
    }
    accepted.tried += 1;
    let refused = earned(vec![styled, "ipv6".into(), solution])?;
    accepted.problems.extend(not_refused_clearly(&refused));
    Ok(accepted)
}

fn manifest() -> Result<Manifest> {
    let file = cargo::root().join("harness/lookalikes/lookalikes.toml");
    let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    toml::from_str(&text).with_context(|| format!("reading {}", file.display()))
}

fn task(subject: Subject) -> Task {
    let databases = vec![Kind::Sqlite];
    Task::Judge { subject, seed: SEED, only: None, databases, requests: None, lang: Lang::En }
}

/// The first check that a right server does not pass.
fn not_all_passed(judged: &[seeds::Judged]) -> Option<String> {
    let (check, evidence) = judged.iter().find(|(check, _)| check.verdict != Verdict::Passed)?;
    let sentence = evidence.as_ref().map(|evidence| evidence.sentence.as_str()).unwrap_or_default();
    let diff = check.diff.as_deref().unwrap_or_default();
    Some(format!("fails {}: {sentence}\n{diff}", check.id))
}

/// A server that listens on ::1 alone breaks the contract; the student must read where it listens.
fn not_refused_clearly(judged: &[seeds::Judged]) -> Option<String> {
    let clear = |(check, evidence): &seeds::Judged| {
        let names_it =
            evidence.as_ref().is_some_and(|evidence| evidence.sentence.contains("[::1]"));
        check.reason == Some(Reason::NeverListened) && names_it
    };
    let unclear = judged.iter().find(|judged| !clear(judged));
    unclear.map(|(check, evidence)| {
        format!("ipv6 is not refused clearly by {}: {evidence:?}", check.id)
    })
}
