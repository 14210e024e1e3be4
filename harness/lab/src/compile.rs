//! Compiles a lab and its judge, with cargo's own diagnostics shown as they are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io};

use anyhow::Result;
use engine::Lang;
use indicatif::ProgressBar;
use serde::Deserialize;

use crate::course::{Course, Lab, Side};
use crate::exit::Refusal;
use crate::messages::{Label, Message, Trouble};
use crate::preflight;

/// What a build left.
#[derive(Debug)]
pub struct Built {
    /// the judge of the lab
    pub judge: PathBuf,
    /// the server, unless it does not compile or was not asked for
    pub server: Option<PathBuf>,
    /// how long it took
    pub took: Duration,
}

/// Compiles the judge of `lab`, unless it is `known`, and, when `side` is given, the server of that
/// side.
///
/// Both go in one cargo call: starting cargo twice would cost more than the whole judging.
///
/// # Errors
/// When cargo does not start, or the judge does not compile. A server that does not compile is no
/// error: it is the student's to mend.
pub fn build(
    course: &Course,
    lab: &Lab,
    side: Option<Side>,
    known: Option<&Path>,
    lang: Lang,
) -> Result<Built> {
    let start = Instant::now();
    let judge = format!("suite-{}", lab.name);
    let server = side.map(|side| lab.package(side));
    let waiting = Waiting::start(&Label::Building { lab: lab.folder.clone() }.text(lang));
    let unknown = known.is_none().then_some(judge.as_str());
    let packages: Vec<&str> = unknown.into_iter().chain(server.as_deref()).collect();
    let mut outcome = match packages.is_empty() {
        true => Outcome { succeeded: true, executables: BTreeMap::new() },
        false => cargo(&course.root, &packages)?,
    };
    if let Some(known) = known {
        outcome.executables.insert(judge.clone(), known.to_owned());
    }
    if !outcome.succeeded && !outcome.executables.contains_key(&judge) {
        // cargo stops at the first error, wherever it is: ask again about the judge alone.
        let alone = cargo(&course.root, &[&judge])?;
        if !alone.succeeded {
            return Err(why_not(course));
        }
        outcome.executables.extend(alone.executables);
    }
    drop(waiting);
    if !outcome.succeeded
        && let Some(reason) = preflight::reason_not_to_blame_the_student(&course.root)
    {
        return Err(Refusal::harness(reason));
    }
    let mut take = |package: &str| outcome.executables.remove(package);
    let Some(judge) = take(&judge) else { return Err(why_not(course)) };
    let server = server.and_then(|server| take(&server)).filter(|_| outcome.succeeded);
    Ok(Built { judge, server, took: start.elapsed() })
}

/// Compiles these packages, and returns the executable of each that has one.
///
/// # Errors
/// When cargo does not start, or one does not compile.
pub fn executables(root: &Path, packages: &[&str]) -> Result<BTreeMap<String, PathBuf>> {
    let outcome = cargo(root, packages)?;
    anyhow::ensure!(outcome.succeeded, "{} does not compile", packages.join(", "));
    Ok(outcome.executables)
}

fn why_not(course: &Course) -> anyhow::Error {
    let reason = preflight::reason_not_to_blame_the_student(&course.root);
    Refusal::harness(reason.unwrap_or(Trouble::HarnessDoesNotBuild))
}

struct Outcome {
    succeeded: bool,
    /// by package
    executables: BTreeMap<String, PathBuf>,
}

fn cargo(root: &Path, packages: &[&str]) -> Result<Outcome> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--message-format=json-render-diagnostics"]);
    // Once everything has been compiled, cargo's lines of progress say nothing that a student
    // wants to read at every save. The first time they are all that moves.
    if is_warm(root) {
        command.arg("--quiet");
    }
    for package in packages {
        command.args(["--package", package]);
    }
    let output = command
        .current_dir(root)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Refusal::harness(Trouble::NoCargo { why: error.to_string() }))?;
    let executables = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Artifact>(line).ok())
        .filter_map(|artifact| {
            let package = packages.iter().find(|package| artifact.is_of(package))?;
            Some(((*package).to_owned(), artifact.executable?))
        })
        .collect();
    Ok(Outcome { succeeded: output.status.success(), executables })
}

/// The part of cargo's message about a compiled target that matters here.
#[derive(Deserialize)]
struct Artifact {
    package_id: String,
    executable: Option<PathBuf>,
}

impl Artifact {
    /// A package id ends with `…/folder#name@version`, or with `…/name#version`.
    fn is_of(&self, package: &str) -> bool {
        let Some((place, name)) = self.package_id.rsplit_once('#') else { return false };
        match name.split_once('@') {
            Some((name, _)) => name == package,
            None => place.ends_with(&format!("/{package}")),
        }
    }
}

/// Where cargo puts what it compiles.
pub fn target(root: &Path) -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// Whether the first verdict has been reached once: a judge has been compiled.
fn is_warm(root: &Path) -> bool {
    let compiled = |entry: io::Result<fs::DirEntry>| {
        entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("judge-"))
    };
    fs::read_dir(target(root).join("debug")).is_ok_and(|mut entries| entries.any(compiled))
}

/// A line that moves while cargo is quiet, once that has lasted long enough to be noticed.
struct Waiting(ProgressBar);

impl Waiting {
    fn start(what: &str) -> Self {
        let bar = ProgressBar::new_spinner().with_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(400));
        Self(bar)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
