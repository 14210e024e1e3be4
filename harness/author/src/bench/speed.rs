//! How fast the book is built and the solutions are checked.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use engine::database::Kind;
use lab::course::Course;
use leaks::Search;

use super::figures::{median, row};
use crate::cargo;
use crate::seeds::{self, Server};

/// Runs of every suite for the throughput.
const RUNS: u64 = 20;

/// Both languages of the book, from their sources to their pages.
pub fn book() -> Result<()> {
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
/// costs by itself; the load tests and restarts of the others are counted in seconds.
const PLAIN: [&str; 2] = ["salutation", "params"];

/// The labs whose checks take seconds, for pauses and timeouts of the contract or for hashed passwords, and
/// how many seconds all of them may take. That of messages needs a RabbitMQ that runs.
const SLOW: [(&str, &str); 6] = [
    ("calls", "≤ 4"),
    ("messages", "≤ 10"),
    ("auth", "≤ 6"),
    ("observability", "≤ 4"),
    ("deploy", "≤ 6"),
    ("library", "≤ 20"),
];

/// Runs of the suites that take seconds.
const SLOW_RUNS: u64 = 5;

/// All checks of the solutions that are not slow, built, on SQLite: how many there are a second in the
/// plain labs, boots included, and the seconds that all take together.
pub fn throughput() -> Result<()> {
    let executables: Vec<(bool, PathBuf, Server)> = Course::find()?
        .labs
        .iter()
        .filter(|lab| !SLOW.iter().any(|(slow, _)| lab.name == *slow))
        .map(|lab| {
            let judge = cargo::executable(&format!("suite-{}", lab.name))?;
            let server = Server::solution(&lab.name)?;
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

/// The seconds that all checks take of each lab whose checks are slow.
pub fn slow() -> Result<()> {
    for (lab, bound) in SLOW {
        let judge = cargo::executable(&format!("suite-{lab}"))?;
        let server = Server::solution(lab)?;
        let mut times = Vec::new();
        for seed in 0..SLOW_RUNS {
            let start = Instant::now();
            seeds::judged(&judge, &server, seed, Kind::Sqlite)?;
            times.push(start.elapsed());
        }
        let figure = format!("seconds for all checks of the solution, lab {lab}");
        row(&figure, median(times).as_secs_f64(), bound);
    }
    Ok(())
}

/// Milliseconds to search ten megabytes of output for the secrets of a run of lab 08.
pub fn search() -> Result<()> {
    const BYTES: usize = 10_000_000;
    const SECRETS: u64 = 40;
    let line = "TRACE hyper::proto::h1::conn: flushed({role=server}): State { reading: Init }\n";
    let output = line.repeat(BYTES / line.len());
    let secrets: Vec<String> = (0..SECRETS)
        .map(|seed| {
            let mut rng = fastrand::Rng::with_seed(seed);
            (0..40).map(|_| rng.alphanumeric()).collect()
        })
        .collect();
    let search = Search::of(&secrets).context("preparing the search")?;
    let mut times = Vec::new();
    for _ in 0..SLOW_RUNS {
        let start = Instant::now();
        ensure!(search.first(output.as_bytes()).is_none(), "a secret that is not there is found");
        times.push(start.elapsed());
    }
    let milliseconds = median(times).as_secs_f64() * 1_000.0;
    row("milliseconds to search 10 MB of output for secrets", milliseconds, "≤ 100");
    Ok(())
}

/// Generated requests a second, answered and held against the document of lab 05: with and without
/// a thousand more on each side, so that boots and the reading of the document do not count.
pub fn agreement() -> Result<()> {
    const MORE: u32 = 1_000;
    const SIDES: f64 = 2.0;
    let judge = cargo::executable("suite-swagger")?;
    let server = Server::solution("swagger")?;
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
