//! Compiles a lab and its judge, with cargo's own diagnostics shown as they are.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io};

use anyhow::{Context, Result};
use console::strip_ansi_codes;
use engine::process;
use indicatif::ProgressBar;
use manifest::{Rules, programs};
use serde::Deserialize;
use texts::{Lang, Message};

use crate::course::{Course, Lab, Side};
use crate::exit::Refusal;
use crate::messages::{labels, trouble};
use crate::preflight;
use crate::standalone;
use crate::terminal;

/// What a build left.
#[derive(Debug)]
pub struct Built {
    /// the judge of the lab
    pub judge: PathBuf,
    /// the server, unless it does not compile or was not asked for
    pub server: Option<PathBuf>,
    /// the first error of the compiler in the server
    pub error: Option<String>,
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
/// error: the student fixes it.
pub fn build(
    course: &Course,
    lab: &Lab,
    side: Option<Side>,
    known: Option<&Path>,
    lang: Lang,
) -> Result<Built> {
    let start = Instant::now();
    let judge = format!("suite-{}", lab.name);
    let refused = side.map_or(Ok(Vec::new()), |side| refusals(course, lab, side))?;
    let server = side.filter(|_| refused.is_empty()).map(|side| lab.package(side));
    let waiting = Waiting::start(&labels::building(lab.folder.clone()).text(lang));
    let unknown = known.is_none().then_some(judge.as_str());
    let packages: Vec<&str> = unknown.into_iter().chain(server.as_deref()).collect();
    let mut outcome = match packages.is_empty() {
        true => Outcome { succeeded: true, executables: BTreeMap::new(), error: None },
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
        && let Some(reason) =
            preflight::reason_not_to_blame_the_student(&course.root, &target(&course.root))
    {
        return Err(Refusal::harness(reason));
    }
    let mut take = |package: &str| outcome.executables.remove(package);
    let Some(judge) = take(&judge) else { return Err(why_not(course)) };
    let server = server.and_then(|server| take(&server)).filter(|_| outcome.succeeded);
    for problem in &refused {
        terminal::complain(&problem.text(lang));
    }
    if let (Some(side), Some(_)) = (side, &server) {
        keep_lock(course, lab, side, lang)?;
    }
    if let (Some(Side::Lab), Some(_)) = (side, &server) {
        warn_of_programs(&course.folder(lab, Side::Lab)?, lang);
    }
    Ok(Built { judge, server, error: outcome.error, took: start.elapsed() })
}

/// Keeps the `Cargo.lock` of a lab that stands alone. No verdict depends on it.
fn keep_lock(course: &Course, lab: &Lab, side: Side, lang: Lang) -> Result<()> {
    if standalone::is_alone(&course.root.join(Side::Solution.folder()).join(&lab.folder))
        && let Err(error) = standalone::keep_lock(&course.root, &course.folder(lab, side)?)
    {
        terminal::complain(&trouble::lock_not_kept(format!("{error:#}")).text(lang));
    }
    Ok(())
}

/// Says where the sources of a lab start other programs: what works at home and not when graded is said
/// before the verdict.
fn warn_of_programs(folder: &Path, lang: Lang) {
    let places = starts(&folder.join("src"));
    if !places.is_empty() {
        eprintln!("{}", labels::starts_programs(places.join(", ")).text(lang));
    }
}

/// What in the files of a lab would change the build. The grader asks the same.
fn refusals(course: &Course, lab: &Lab, side: Side) -> Result<Vec<Message>> {
    if side == Side::Solution {
        return Ok(Vec::new());
    }
    let folder = course.folder(lab, side)?;
    let solution = course.root.join(Side::Solution.folder()).join(&lab.folder);
    let manifest = folder.join("Cargo.toml");
    let text =
        fs::read_to_string(&manifest).with_context(|| format!("reading {}", manifest.display()))?;
    let mut found = course.rules(lab)?.read(&text).err().unwrap_or_default();
    found.extend(course.changed_settings().into_iter().map(Rules::changed_settings));
    let script = |folder: &Path| fs::read(folder.join("build.rs")).ok();
    found.extend(Rules::build_script(script(&folder).as_deref(), script(&solution).as_deref()));
    Ok(found)
}

/// Where the sources below `folder` start other programs, as file and line.
fn starts(folder: &Path) -> Vec<String> {
    let mut places = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            places.extend(starts(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let source = fs::read_to_string(&path).unwrap_or_default();
            let name = entry.file_name();
            let lines = programs::started(&source).into_iter();
            places.extend(lines.map(|line| format!("{}:{line}", name.display())));
        }
    }
    places
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
    let reason = preflight::reason_not_to_blame_the_student(&course.root, &target(&course.root));
    Refusal::harness(reason.unwrap_or(trouble::HARNESS_DOES_NOT_BUILD))
}

struct Outcome {
    succeeded: bool,
    /// by package
    executables: BTreeMap<String, PathBuf>,
    /// the first error that the compiler reported
    error: Option<String>,
}

impl Outcome {
    /// Takes in one of cargo's messages: a diagnostic, which is shown, or an executable.
    fn take(&mut self, line: &str, packages: &[&str]) {
        if let Ok(Reported { message }) = serde_json::from_str(line) {
            eprint!("{}", message.rendered);
            if message.level == "error" && self.error.is_none() {
                self.error = Some(strip_ansi_codes(&message.rendered).into_owned());
            }
        } else if let Ok(artifact) = serde_json::from_str::<Artifact>(line)
            && let Some(package) = packages.iter().find(|package| artifact.is_of(package))
            && let Some(executable) = artifact.executable
        {
            self.executables.insert((*package).to_owned(), executable);
        }
    }
}

fn cargo(root: &Path, packages: &[&str]) -> Result<Outcome> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", format_of_messages()]);
    // Once everything has been compiled, cargo's lines of progress say nothing that a student
    // wants to read at every save. The first time they are all that moves.
    if is_warm(root) {
        command.arg("--quiet");
    }
    for package in packages {
        command.args(["--package", package, "--bin", &executable_of(package)]);
    }
    let no_cargo = |error: io::Error| Refusal::harness(trouble::no_cargo(error.to_string()));
    command.current_dir(root).stderr(Stdio::inherit());
    let mut outcome = Outcome { succeeded: false, executables: BTreeMap::new(), error: None };
    let status = process::run_build(command, |line| outcome.take(line, packages));
    outcome.succeeded = status.map_err(no_cargo)?.success();
    Ok(outcome)
}

/// The diagnostics come as messages, so that the first error is known; they are shown as cargo would
/// show them.
fn format_of_messages() -> &'static str {
    match io::stderr().is_terminal() {
        true => "--message-format=json-diagnostic-rendered-ansi",
        false => "--message-format=json",
    }
}

/// The part of cargo's message about a diagnostic that matters here.
#[derive(Deserialize)]
struct Reported {
    message: Diagnostic,
}

/// What the compiler reports.
#[derive(Deserialize)]
struct Diagnostic {
    rendered: String,
    level: String,
}

/// The executable of a package that is wanted. A student may have others in `src/bin`, which are
/// neither compiled nor judged.
fn executable_of(package: &str) -> String {
    match package.strip_prefix("suite-") {
        Some(lab) => format!("judge-{lab}"),
        None if package == "sandbox" => "confine".to_owned(),
        None => package.to_owned(),
    }
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
