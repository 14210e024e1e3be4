//! Right servers that look different: written in another language or with another framework, as
//! `harness/lookalikes/lookalikes.toml` declares them, and the solution behind `styled`, which gives
//! its answers in every style that the contract allows.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use engine::database::Kind;
use engine::fault::Reason;
use engine::protocol::{Subject, Task};
use engine::verdict::Verdict;
use lab::course::Lab;
use needs::Need;
use serde::Deserialize;

use super::kept;
use super::table::Table;
use crate::parallel::side_by_side;
use crate::{cargo, seeds};

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
    /// where it is started, and where the files of the lab are; the root of the repository without it
    #[serde(default)]
    folder: PathBuf,
    /// a package of the workspace, whose executable `{program}` stands for
    package: Option<String>,
    /// the command for each lab, run in that folder
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

/// The result for the look-alikes of one lab.
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
    pub(super) fn add_to(self, table: &mut Table) {
        let good = self.tried.saturating_sub(self.problems.len());
        table.share("look-alikes accepted", good, self.tried, self.problems);
        if !self.skipped.is_empty() {
            table.row("look-alikes skipped", self.skipped.join(", "));
        }
    }
}

/// A server to judge, and what must come of it.
struct Candidate {
    name: String,
    /// how it is started
    words: Vec<String>,
    /// where it is started, with the files of the lab
    folder: PathBuf,
    /// whether it breaks the contract: it listens where it must not
    is_misplaced: bool,
}

/// Judges every look-alike of `lab`. One that was accepted before, with the same judge, is not judged
/// again.
///
/// # Errors
/// When one cannot be built, the judge fails, or one is missing where nothing may be.
pub fn of(lab: &Lab) -> Result<Accepted> {
    let judge = cargo::executable(&format!("suite-{}", lab.name))?;
    let mut accepted = Accepted::default();
    let mut candidates = written_apart(lab, &mut accepted.skipped)?;
    candidates.extend(styled(lab)?);
    accepted.tried = candidates.len();
    let problems = side_by_side(&candidates, |candidate| candidate.problem(lab, &judge))?;
    accepted.problems = problems.into_iter().flatten().collect();
    Ok(accepted)
}

/// Those in other languages and with other frameworks.
fn written_apart(lab: &Lab, skipped: &mut Vec<String>) -> Result<Vec<Candidate>> {
    let mut candidates = Vec::new();
    for lookalike in manifest()?.lookalike {
        let Some(command) = lookalike.labs.get(&lab.name) else { continue };
        if lookalike.can_run() {
            let words = lookalike.words(command)?;
            let folder = cargo::root().join(lookalike.folder);
            candidates.push(Candidate { name: lookalike.name, words, folder, is_misplaced: false });
        } else {
            let need = Need { what: &lookalike.name, install: &lookalike.install };
            need.skipped_by(&format!("a look-alike of {}", lab.folder))?;
            skipped.push(lookalike.name);
        }
    }
    Ok(candidates)
}

/// The solution behind `styled`.
fn styled(lab: &Lab) -> Result<Vec<Candidate>> {
    let styled = cargo::executable("styled")?.display().to_string();
    let solution = seeds::Server::solution(&lab.name)?;
    let candidate = |style: &str, is_misplaced| Candidate {
        name: format!("the style {style}"),
        words: vec![styled.clone(), style.to_owned(), solution.program.display().to_string()],
        folder: solution.files.clone(),
        is_misplaced,
    };
    let mut candidates: Vec<Candidate> = STYLES.map(|style| candidate(style, false)).into();
    candidates.push(candidate("ipv6", true));
    Ok(candidates)
}

impl Candidate {
    /// Why it is not accepted as it should be.
    fn problem(&self, lab: &Lab, judge: &Path) -> Result<Option<String>> {
        let root = cargo::root();
        let sources = root.join("harness/lookalikes");
        let programs = self.words.iter().map(Path::new).filter(|word| word.is_absolute());
        let files = Some(self.folder.as_path()).filter(|folder| *folder != root);
        let parts: Vec<&Path> =
            [judge, &sources].into_iter().chain(programs).chain(files).collect();
        let key = format!("{} {:?}", kept::digest(&parts)?, self.words);
        let name = self.name.replace(|letter: char| !letter.is_alphanumeric(), "-");
        let file = root.join(format!("target/audit/{}/lookalikes/{name}.json", lab.folder));
        kept::or_find(&file, &key, Option::is_none, || {
            let (words, folder) = (self.words.clone(), self.folder.clone());
            let judged = seeds::verdicts(judge, &task(Subject::Command { words, folder }))?;
            let problem = match self.is_misplaced {
                true => not_refused_clearly(&judged),
                false => not_all_passed(&judged),
            };
            Ok(problem.map(|why| format!("{}: {why}", self.name)))
        })
    }
}

fn manifest() -> Result<Manifest> {
    let file = cargo::root().join("harness/lookalikes/lookalikes.toml");
    let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    toml::from_str(&text).with_context(|| format!("reading {}", file.display()))
}

fn task(subject: Subject) -> Task {
    let databases = vec![Kind::Sqlite];
    Task::Judge { subject, seed: SEED, only: None, databases, requests: None }
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
    let needs_a_server = |(check, evidence): &&seeds::Judged| {
        let reads_files = evidence.as_ref().is_some_and(|evidence| evidence.only_reads_files);
        // One that passes was made without a server, too.
        !reads_files && check.verdict != Verdict::Passed
    };
    let mut refused = judged.iter().filter(needs_a_server).peekable();
    if refused.peek().is_none() {
        return Some("no check needs it".to_owned());
    }
    let unclear = refused.find(|judged| !clear(judged));
    unclear
        .map(|(check, evidence)| format!("it is not refused clearly by {}: {evidence:?}", check.id))
}
