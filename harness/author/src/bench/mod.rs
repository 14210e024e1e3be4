//! The figures that the project promises, each as a ratio of two times of one run.
//!
//! Everything is measured in a copy of the repository with a target folder of its own, so that
//! nobody's work is edited and every cold build is cold. Both sides of a ratio alternate, and the
//! medians are compared, because a laptop is never quiet.

mod grade;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use engine::database::Kind;
use lab::course::{Course, Side};
use tempfile::TempDir;

use crate::{cargo, files, seeds};

/// Blocks of edits; between two of them the way in changes.
const BLOCKS: usize = 4;

/// Edits of every kind in a block; the median of all is taken.
const EDITS: usize = 6;

/// Runs of every suite for the throughput.
const RUNS: u64 = 20;

/// How long a watched verdict may take before the benchmark gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// Some of the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// From a fresh clone to the first verdict
    Clone,
    /// From a save of lab 01 to its verdict
    Edits,
    /// From a save of lab 04 to its verdict
    Database,
    /// All checks of the solutions
    Throughput,
    /// The requests that lab 05 generates
    Agreement,
    /// Both languages of the book
    Book,
    /// What grading a class costs (Linux, with bubblewrap)
    Grade,
    /// The same for 10 submissions and for 1,000; takes a quarter of an hour, and is only printed
    /// when it is named
    Class,
}

/// Prints these figures with their bounds; all of them when none is named.
///
/// # Errors
/// When something that is measured does not work.
pub fn run(parts: &[Part]) -> Result<()> {
    let wanted = |part| parts.is_empty() || parts.contains(&part);
    let copy = Copy::make()?;
    println!("{:<58} {:>7} {:>7}", "figure", "ratio", "bound");
    if wanted(Part::Clone) {
        copy.first_verdict()?;
    }
    if wanted(Part::Edits) {
        copy.prepare_edits()?;
        copy.edits()?;
    }
    if wanted(Part::Database) {
        copy.database_edits()?;
    }
    if wanted(Part::Throughput) {
        throughput()?;
    }
    if wanted(Part::Agreement) {
        agreement()?;
    }
    if wanted(Part::Book) {
        book()?;
    }
    if wanted(Part::Grade) {
        grade::grade(&copy)?;
    }
    if parts.contains(&Part::Class) {
        grade::class(&copy)?;
    }
    Ok(())
}

fn row(what: &str, ratio: f64, bound: &str) {
    println!("{what:<58} {ratio:>7.2} {bound:>7}");
}

/// A copy of the repository, to be edited and compiled from nothing.
struct Copy {
    folder: TempDir,
}

impl Copy {
    fn make() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("atelier-bench-").tempdir()?;
        let files = Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
            .current_dir(cargo::root())
            .output()
            .context("asking git for the files of the repository")?;
        for file in String::from_utf8_lossy(&files.stdout).split('\0').filter(|f| !f.is_empty()) {
            let (from, to) = (cargo::root().join(file), folder.path().join(file));
            fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
            if from.is_file() {
                fs::copy(&from, &to).with_context(|| format!("copying {file}"))?;
            }
        }
        let copy = Self { folder };
        copy.timed("cargo", &["fetch", "--quiet"])?;
        Ok(copy)
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.path())
            .env_remove("CARGO_MANIFEST_DIR")
            .env("CARGO_TARGET_DIR", self.path().join("target"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Wall time of a command. Status 1 is a verdict, not an error.
    fn timed(&self, program: &str, arguments: &[&str]) -> Result<Duration> {
        let start = Instant::now();
        let status = self
            .command(program, arguments)
            .status()
            .with_context(|| format!("starting {program}"))?;
        let took = start.elapsed();
        let fine = matches!(status.code(), Some(0 | 1));
        ensure!(fine, "{program} {} ended with {status}", arguments.join(" "));
        Ok(took)
    }

    fn clean(&self) -> Result<()> {
        let target = self.path().join("target");
        if target.exists() {
            fs::remove_dir_all(&target).context("emptying the target folder")?;
        }
        Ok(())
    }

    /// Fresh clone to first verdict ÷ the cold build of lab 01 alone.
    fn first_verdict(&self) -> Result<()> {
        let mut alone = Vec::new();
        let mut verdict = Vec::new();
        for _ in 0..3 {
            self.clean()?;
            alone.push(self.timed("cargo", &["build", "--package", "salutation"])?);
            self.clean()?;
            verdict.push(self.timed("cargo", &["lab", "test", "1"])?);
        }
        let ratio = ratio(verdict, alone);
        row("fresh clone to first verdict ÷ cold build of lab 01", ratio, "≤ 2");
        Ok(())
    }

    /// Gives the copy's lab 01 the work of a student who has solved all but the greeting, so that
    /// `watch` stays on it.
    fn prepare_edits(&self) -> Result<()> {
        for file in ["src/salutation.rs", "src/utilisateurs.rs"] {
            let solution = self.path().join("solutions/01-salutation").join(file);
            fs::copy(solution, self.path().join("labs/01-salutation").join(file))?;
        }
        self.edit(0)?;
        self.timed("cargo", &["build", "--package", "salutation"])?;
        self.timed("cargo", &["lab", "test", "1"])?;
        Ok(())
    }

    /// A one-line edit: another greeting.
    fn edit(&self, number: usize) -> Result<()> {
        let path = self.path().join("labs/01-salutation/src/salutation.rs");
        let text = fs::read_to_string(&path)?;
        let (before, rest) = text.split_once("message: \"").context("lab 01 has no greeting")?;
        let (_, after) = rest.split_once('"').context("the greeting does not end")?;
        fs::write(&path, format!("{before}message: \"Bonjour {number}\"{after}"))
            .context("editing lab 01")
    }

    /// Save to verdict ÷ `cargo build` of the same edit, by every way in.
    fn edits(&self) -> Result<()> {
        let build = ["build", "--quiet", "--package", "salutation"];
        let has_just = Command::new("just").arg("--version").output().is_ok();
        let mut times: [Vec<Duration>; 4] = Default::default();
        let mut edits = 1..;
        let mut edit = || self.edit(edits.next().unwrap_or_default());
        for _ in 0..BLOCKS {
            for _ in 0..EDITS {
                edit()?;
                times[0].push(self.timed("cargo", &build)?);
                edit()?;
                times[2].push(self.timed("cargo", &["lab", "test", "1"])?);
                if has_just {
                    edit()?;
                    times[3].push(self.timed("just", &["test", "1"])?);
                }
            }
            // Apart, because a watcher would build the edits of the others too.
            let mut watched = Watched::start(self)?;
            for _ in 0..EDITS {
                edit()?;
                times[1].push(watched.verdict()?);
            }
            watched.stop()?;
        }
        let [alone, watch, lab, just] = times;
        row("save to verdict, lab watch ÷ cargo build", ratio(watch, alone.clone()), "≤ 1.2");
        row("save to verdict, cargo lab test 1 ÷ cargo build", ratio(lab, alone.clone()), "≤ 1.5");
        if has_just {
            row("save to verdict, just test 1 ÷ cargo build", ratio(just, alone), "≤ 1.5");
        } else {
            println!("save to verdict, just test 1: skipped, just is not installed");
        }
        Ok(())
    }
}

impl Copy {
    /// Save to verdict ÷ `cargo build` of the same edit for lab 04, solved: with a database, and
    /// with clients by the dozen.
    fn database_edits(&self) -> Result<()> {
        let lab = self.path().join("labs/04-crud");
        fs::remove_dir_all(&lab).context("making room for the solution of lab 04")?;
        files::copy(&self.path().join("solutions/04-crud"), &lab, |_| true)?;
        let manifest = lab.join("Cargo.toml");
        let text = fs::read_to_string(&manifest)?.replace("solution-crud", "crud");
        fs::write(&manifest, text)?;
        let build = ["build", "--quiet", "--package", "crud"];
        let path = lab.join("src/produits.rs");
        let source = fs::read_to_string(&path)?;
        let mut edits = 1..;
        let mut edit = || {
            // The number of products of a page that asks for none: one literal.
            let number = 1_000 + edits.next().unwrap_or_default();
            let edited =
                source.replacen("Limite(20)", &format!("Limite({number} - {number} + 20)"), 1);
            ensure!(edited != source, "lab 04 has no default to edit");
            fs::write(&path, edited).context("editing lab 04")
        };
        edit()?;
        self.timed("cargo", &build)?;
        self.timed("cargo", &["lab", "test", "4"])?;
        let (mut alone, mut verdict) = (Vec::new(), Vec::new());
        for _ in 0..BLOCKS * EDITS {
            edit()?;
            alone.push(self.timed("cargo", &build)?);
            edit()?;
            verdict.push(self.timed("cargo", &["lab", "test", "4"])?);
        }
        row("save to verdict, cargo lab test 4 ÷ cargo build", ratio(verdict, alone), "≤ 1.5");
        Ok(())
    }
}

/// `lab watch` at work on the copy.
struct Watched {
    child: Child,
    lines: Receiver<String>,
}

impl Watched {
    fn start(copy: &Copy) -> Result<Self> {
        let mut child = copy
            .command("cargo", &["lab", "watch", "1", "--lang", "en"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("starting lab watch")?;
        let stdout = child.stdout.take().context("lab watch has no output")?;
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(Result::ok);
            lines.take_while(|line| sender.send(line.clone()).is_ok()).for_each(drop);
        });
        let watched = Self { child, lines };
        watched.until("h hint")?;
        Ok(watched)
    }

    /// From now, right after an edit, to the points.
    fn verdict(&mut self) -> Result<Duration> {
        let start = Instant::now();
        self.until("/20 points")?;
        let took = start.elapsed();
        self.until("h hint")?;
        Ok(took)
    }

    fn until(&self, words: &str) -> Result<()> {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).context("lab watch says nothing")?;
            if line.contains(words) {
                return Ok(());
            }
        }
    }

    fn stop(mut self) -> Result<()> {
        let mut stdin = self.child.stdin.take().context("lab watch has no input")?;
        stdin.write_all(b"q").context("asking lab watch to stop")?;
        self.child.wait().context("waiting for lab watch")?;
        Ok(())
    }
}

fn ratio(ours: Vec<Duration>, theirs: Vec<Duration>) -> f64 {
    median(ours).as_secs_f64() / median(theirs).as_secs_f64()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Both languages of the book, from their sources to their pages.
fn book() -> Result<()> {
    let book = cargo::executable("book")?;
    let mut times = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        let output = Command::new(&book)
            .arg("build")
            .current_dir(cargo::root())
            .output()
            .context("starting the book's command")?;
        times.push(start.elapsed());
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    row("seconds to build the book in both languages", median(times).as_secs_f64(), "≤ 3");
    Ok(())
}

/// The labs whose checks ask and answer and do nothing else, so that their rate is what a check
/// costs by itself; the storms and restarts of the others are counted in seconds.
const PLAIN: [&str; 2] = ["salutation", "params"];

/// All checks of every solution, built, on SQLite: how many there are a second in the plain labs,
/// boots included, and the seconds that all take together.
fn throughput() -> Result<()> {
    let executables: Vec<(bool, PathBuf, PathBuf)> = Course::find()?
        .labs
        .iter()
        .map(|lab| {
            let judge = cargo::executable(&format!("suite-{}", lab.name))?;
            let server = cargo::executable(&lab.package(Side::Solution))?;
            Ok((PLAIN.contains(&lab.name.as_str()), judge, server))
        })
        .collect::<Result<_>>()?;
    let (mut all, mut plain, mut checks) = (Vec::new(), Duration::ZERO, 0);
    for seed in 0..RUNS {
        let start = Instant::now();
        for (is_plain, judge, server) in &executables {
            let one = Instant::now();
            let judged = seeds::judged(judge, server, seed, Kind::Sqlite)?;
            if *is_plain {
                plain += one.elapsed();
                checks += judged.len();
            }
        }
        all.push(start.elapsed());
    }
    #[expect(clippy::cast_precision_loss, reason = "a few hundred checks")]
    let rate = checks as f64 / plain.as_secs_f64();
    row("checks a second, labs 01 and 02, boots included", rate, "≥ 100");
    row("seconds for all checks of the five solutions", median(all).as_secs_f64(), "≤ 3");
    Ok(())
}

/// Generated requests a second, answered and held against the document of lab 05: with and without
/// a thousand more on each side, so that boots and the reading of the document do not count.
fn agreement() -> Result<()> {
    const MORE: u32 = 1_000;
    const SIDES: f64 = 2.0;
    let judge = cargo::executable("suite-swagger")?;
    let server = cargo::executable("solution-swagger")?;
    let mut few = Vec::new();
    let mut many = Vec::new();
    for seed in 0..5 {
        for (requests, times) in [(1, &mut few), (1 + MORE, &mut many)] {
            let start = Instant::now();
            for check in ["allowed", "forbidden"] {
                seeds::generated(&judge, &server, seed, check, requests)?;
            }
            times.push(start.elapsed());
        }
    }
    let spent = median(many).saturating_sub(median(few)).as_secs_f64();
    let rate = SIDES * f64::from(MORE) / spent;
    row("generated requests a second, agreement of lab 05", rate, "≥ 300");
    Ok(())
}
