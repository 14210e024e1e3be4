//! What grading a class costs, against the bare compiler and against what a script would do.
//!
//! The class is made of lab 01's solution, each submission with a line of its own, so that none is
//! known from another.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use super::checkout::Checkout;
use super::figures::row;
use crate::parallel::side_by_side;
use crate::{cargo, files};

/// Submissions of the class whose throughput is measured.
const CLASS: usize = 60;

/// How often what the grader uses is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Throughput against the floor and against a fresh clone for each; a second run.
pub fn grade(checkout: &Checkout) -> Result<()> {
    let class = Class::make(CLASS)?;
    let out = class.folder.path().join("grades");
    // The first run compiles judges and dependencies; what it grades is another submission.
    let warm = Class::make(1)?;
    graded(&warm.folder.path().join("class"), &warm.folder.path().join("grades"))?;
    let floor = class.bare()?;
    let run = graded(&class.path(), &out)?;
    let each = run.grading.as_secs_f64() / CLASS as f64;
    row(
        "grading, throughput ÷ bare rustc, two at a time",
        floor.as_secs_f64() / run.grading.as_secs_f64(),
        "≥ 0.8",
    );
    let (build, judging) = class.phases(&out)?;
    println!(
        "  a submission: {each:.2} s; compiling {build:.2} s and judging {judging:.2} s of a core's time"
    );
    let again = graded(&class.path(), &out)?;
    row(
        "grading again, unchanged ÷ first",
        again.grading.as_secs_f64() / run.grading.as_secs_f64(),
        "≤ 0.1",
    );
    checkout.clean()?;
    let start = Instant::now();
    checkout.timed("cargo", &["lab", "test", "1"])?;
    row(
        "a fresh clone and its first verdict ÷ a submission",
        start.elapsed().as_secs_f64() / each,
        "≥ 40",
    );
    Ok(())
}

/// Time for each submission and peak memory of the grader, at 10 and at 1,000.
pub fn class() -> Result<()> {
    let warm = Class::make(1)?;
    graded(&warm.path(), &warm.folder.path().join("grades"))?;
    let mut measured = Vec::new();
    for size in [10, 1000] {
        let class = Class::make(size)?;
        let run = graded(&class.path(), &class.folder.path().join("grades"))?;
        let each = run.grading.as_secs_f64() / size as f64;
        println!("  {size} submissions: {each:.3} s each, {} MiB at the most", run.memory >> 10);
        measured.push((each, run.memory));
    }
    let [(few, few_memory), (many, many_memory)] = measured[..] else { return Ok(()) };
    row("time for a submission, of 1,000 ÷ of 10", many / few, "≤ 1.1");
    row(
        "memory of the grader, for 1,000 ÷ for 10",
        many_memory as f64 / few_memory as f64,
        "≤ 1.2",
    );
    Ok(())
}

/// A class of submissions, each a folder with lab 01.
struct Class {
    folder: TempDir,
    size: usize,
}

/// What a run of the grader took.
struct Graded {
    /// from the first submission to the reports, preparation left out
    grading: Duration,
    /// peak resident memory of the grader alone, in KiB
    memory: u64,
}

impl Class {
    fn make(size: usize) -> Result<Self> {
        let class = Self { folder: TempDir::new().context("a folder for the class")?, size };
        let solution = cargo::root().join("solutions/01-salutation/src");
        // Unlike in every class, so that no earlier gradebook knows one.
        let salt = std::time::UNIX_EPOCH.elapsed()?.as_nanos();
        for number in 0..size {
            let source = class.crate_of(number).join("src");
            files::copy(&solution, &source, |_| true)?;
            let main = source.join("main.rs");
            let text = fs::read_to_string(&main).context("reading the solution")?;
            fs::write(&main, format!("{text}\n// {salt} {number}\n")).context("a submission")?;
        }
        Ok(class)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("class")
    }

    fn crate_of(&self, number: usize) -> PathBuf {
        self.path().join(format!("student-{number:04}")).join("01-salutation")
    }

    /// The floor: every submission compiled by its `rustc` line, as many at once as there are cores.
    fn bare(&self) -> Result<Duration> {
        let root = cargo::root();
        let wrapper = cargo::executable("replay")?;
        let recipes = root.join("target/bench/recipes");
        // By the very line that the grader replays.
        let recipe = cargo::recipe("solution-salutation", &wrapper, &recipes)?.lean();
        let numbers: Vec<usize> = (0..self.size).collect();
        let start = Instant::now();
        side_by_side(&numbers, |number| {
            let folder = self.crate_of(*number);
            let server = self.folder.path().join(format!("server-{number}"));
            let output = recipe.compile(&folder, &server, None)?;
            ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            fs::remove_file(&server).context("removing a server")
        })?;
        Ok(start.elapsed())
    }

    /// Seconds of compiling and of judging a submission, as the reports have them.
    fn phases(&self, out: &Path) -> Result<(f64, f64)> {
        let (mut build, mut judging) = (0.0, 0.0);
        for number in 0..self.size {
            let file = out.join(format!("students/student-{number:04}/results.json"));
            let text =
                fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
            let results: serde_json::Value = serde_json::from_str(&text)?;
            let lab = &results["extra_data"]["labs"][0];
            ensure!(lab["points"] == 20.0, "{}: not all points", file.display());
            let seconds = |name: &str| lab[name].as_f64().unwrap_or_default() / 1000.0;
            build += seconds("build_ms");
            judging += seconds("judging_ms");
        }
        Ok((build / self.size as f64, judging / self.size as f64))
    }
}

/// Grades a class.
fn graded(class: &Path, out: &Path) -> Result<Graded> {
    let grader = cargo::executable("grader")?;
    let mut child = Command::new(grader)
        .arg("run")
        .arg(class)
        .arg("--out")
        .arg(out)
        .args(["--lab", "1", "--lang", "en"])
        .current_dir(cargo::root())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("starting the grader")?;
    let stdout = child.stdout.take().context("the grader has no output")?;
    let said = thread::spawn(move || std::io::read_to_string(stdout).unwrap_or_default());
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    let ended = loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok());
        memory = memory.max(peak.unwrap_or(0));
        if let Some(status) = child.try_wait().context("waiting for the grader")? {
            break status;
        }
        thread::sleep(LOOK);
    };
    let said = said.join().unwrap_or_default();
    ensure!(ended.success(), "the grader ends with {ended}:\n{said}");
    let told = said.split_once(" s. Class page: ").and_then(|(told, _)| told.rsplit_once(' '));
    let seconds: f64 = told.context("the grader tells no time")?.1.parse()?;
    Ok(Graded { grading: Duration::from_secs_f64(seconds), memory })
}
