//! From a fresh clone and from a save to a verdict, against cargo alone.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::checkout::Checkout;
use super::figures::{ratio, row};
use crate::files;

/// Blocks of edits; between two of them the way in changes.
const BLOCKS: usize = 4;

/// Edits of every kind in a block; the median of all is taken.
const EDITS: usize = 6;

/// How long a watched verdict may take before the benchmark gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// Fresh clone to first verdict ÷ the cold build of lab 01 alone.
pub fn first_verdict(checkout: &Checkout) -> Result<()> {
    let mut alone = Vec::new();
    let mut verdict = Vec::new();
    for _ in 0..3 {
        checkout.clean()?;
        alone.push(checkout.timed("cargo", &["build", "--package", "salutation"])?);
        checkout.clean()?;
        verdict.push(checkout.timed("cargo", &["lab", "test", "1"])?);
    }
    let ratio = ratio(verdict, alone);
    row("fresh clone to first verdict ÷ cold build of lab 01", ratio, "≤ 2");
    Ok(())
}

/// Gives the copy's lab 01 the work of a student who has solved all but the greeting, so that
/// `watch` stays on it.
pub fn prepare_edits(checkout: &Checkout) -> Result<()> {
    for file in ["src/salutation.rs", "src/utilisateurs.rs"] {
        let solution = checkout.path().join("solutions/01-salutation").join(file);
        fs::copy(solution, checkout.path().join("labs/01-salutation").join(file))?;
    }
    edit(checkout, 0)?;
    checkout.timed("cargo", &["build", "--package", "salutation"])?;
    checkout.timed("cargo", &["lab", "test", "1"])?;
    Ok(())
}

/// A one-line edit: another greeting.
fn edit(checkout: &Checkout, number: usize) -> Result<()> {
    let path = checkout.path().join("labs/01-salutation/src/salutation.rs");
    let text = fs::read_to_string(&path)?;
    let (before, rest) = text.split_once("message: \"").context("lab 01 has no greeting")?;
    let (_, after) = rest.split_once('"').context("the greeting does not end")?;
    fs::write(&path, format!("{before}message: \"Bonjour {number}\"{after}"))
        .context("editing lab 01")
}

/// Save to verdict ÷ `cargo build` of the same edit, by every way in.
pub fn edits(checkout: &Checkout) -> Result<()> {
    let build = ["build", "--quiet", "--package", "salutation"];
    let has_just = Command::new("just").arg("--version").output().is_ok();
    let mut times: [Vec<Duration>; 4] = Default::default();
    let mut edits = 1..;
    let mut edit = || edit(checkout, edits.next().unwrap_or_default());
    for _ in 0..BLOCKS {
        for _ in 0..EDITS {
            edit()?;
            times[0].push(checkout.timed("cargo", &build)?);
            edit()?;
            times[2].push(checkout.timed("cargo", &["lab", "test", "1"])?);
            if has_just {
                edit()?;
                times[3].push(checkout.timed("just", &["test", "1"])?);
            }
        }
        // Apart, because a watcher would build the edits of the others too.
        let mut watched = Watched::start(checkout)?;
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

/// A lab whose solution is edited: one literal in one file, again and again.
struct Solved {
    number: &'static str,
    folder: &'static str,
    package: &'static str,
    file: &'static str,
    /// the literal, with what is around it
    literal: [&'static str; 3],
    bound: &'static str,
}

const SOLVED: [Solved; 5] = [
    // With a database, and with clients by the dozen: the number of products of a page.
    Solved {
        number: "4",
        folder: "04-crud",
        package: "crud",
        file: "src/produits.rs",
        literal: ["Limit(", "20", ")"],
        bound: "≤ 1.5",
    },
    // With calls to other services: how long an order waits for them.
    Solved {
        number: "6",
        folder: "06-calls",
        package: "calls",
        file: "src/commandes.rs",
        literal: ["Duration::from_millis(", "3_500", ")"],
        bound: "≤ 1.6",
    },
    // With passwords that are hashed, and TLS: how long a wrong password counts.
    Solved {
        number: "8",
        folder: "08-auth",
        package: "auth",
        file: "src/attempts.rs",
        literal: ["Duration::from_secs(", "60", ")"],
        bound: "≤ 1.6",
    },
    // With a log, metrics and files: how long the catalogue may take to say that it is live.
    Solved {
        number: "9",
        folder: "09-observability",
        package: "observability",
        file: "src/catalogue.rs",
        literal: ["Duration::from_millis(", "500", ")"],
        bound: "≤ 1.6",
    },
    // With starts, stops and files: the same.
    Solved {
        number: "10",
        folder: "10-deploy",
        package: "deploy",
        file: "src/catalogue.rs",
        literal: ["Duration::from_millis(", "500", ")"],
        bound: "≤ 1.6",
    },
];

/// Save to verdict ÷ `cargo build` of the same edit, for labs that are solved.
pub fn solved_edits(checkout: &Checkout) -> Result<()> {
    SOLVED.iter().try_for_each(|lab| solved_edit(checkout, lab))
}

fn solved_edit(checkout: &Checkout, solved: &Solved) -> Result<()> {
    let Solved { number, package, .. } = solved;
    let lab = checkout.path().join("labs").join(solved.folder);
    fs::remove_dir_all(&lab).with_context(|| format!("making room in lab {number}"))?;
    files::copy(&checkout.path().join("solutions").join(solved.folder), &lab, |_| true)?;
    let manifest = lab.join("Cargo.toml");
    let text = fs::read_to_string(&manifest)?;
    fs::write(&manifest, text.replace(&format!("solution-{package}"), package))?;
    let build = ["build", "--quiet", "--package", package];
    let test = ["lab", "test", number];
    let path = lab.join(solved.file);
    let source = fs::read_to_string(&path)?;
    let [before, literal, after] = solved.literal;
    let mut edits = 1..;
    let mut edit = || {
        let edit: u8 = edits.next().unwrap_or_default();
        let changed = format!("{before}{edit} - {edit} + {literal}{after}");
        let edited = source.replacen(&format!("{before}{literal}{after}"), &changed, 1);
        ensure!(edited != source, "lab {number} has no literal to edit");
        fs::write(&path, edited).with_context(|| format!("editing lab {number}"))
    };
    edit()?;
    checkout.timed("cargo", &build)?;
    checkout.timed("cargo", &test)?;
    let (mut alone, mut verdict) = (Vec::new(), Vec::new());
    for _ in 0..BLOCKS * EDITS {
        edit()?;
        alone.push(checkout.timed("cargo", &build)?);
        edit()?;
        verdict.push(checkout.timed("cargo", &test)?);
    }
    let figure = format!("save to verdict, cargo lab test {number} ÷ cargo build");
    row(&figure, ratio(verdict, alone), solved.bound);
    Ok(())
}

/// `lab watch` at work on the copy.
struct Watched {
    child: Child,
    lines: Receiver<String>,
}

impl Watched {
    fn start(checkout: &Checkout) -> Result<Self> {
        let mut child = checkout
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
