//! Tries many seeds: a solution passes with every one, and a starter earns nothing with any.

use std::path::Path;

use anyhow::{Result, ensure};
use engine::Lang;
use engine::protocol::{Event, Evidence, Subject, Task};
use engine::verdict::{CheckReport, Verdict};

use crate::cargo;
use crate::course;

/// Runs both sides of every lab with so many seeds.
///
/// # Errors
/// At the first verdict that is not the intended one, with its seed.
pub fn run(count: u64) -> Result<()> {
    for folder in course::folders()? {
        let lab = folder.split_once('-').map_or(folder.as_str(), |(_, name)| name);
        let points = both_sides(lab, count)?;
        println!("{folder}: {count} seeds, solution {points} points, starter 0");
    }
    Ok(())
}

/// The points of the solution of `lab` over so many seeds, all of them earned; its starter fails
/// every check because something is not implemented yet.
///
/// # Errors
/// At the first verdict that is not the intended one, with its seed.
pub fn both_sides(lab: &str, count: u64) -> Result<u32> {
    let judge = cargo::executable(&format!("suite-{lab}"))?;
    let solution = cargo::executable(&format!("solution-{lab}"))?;
    let starter = cargo::executable(lab)?;
    let mut points = 0;
    for seed in 0..count {
        for (check, _) in judged(&judge, &solution, seed)? {
            ensure!(check.points == check.out_of, "{lab}: seed {seed} fails {}", check.id);
            points += check.points;
        }
        for (check, evidence) in judged(&judge, &starter, seed)? {
            let unwritten = evidence.is_some_and(|evidence| {
                let mut panics = evidence.printed.panics.iter();
                panics.any(|panic| panic.message.starts_with("not yet implemented"))
            });
            let failed = check.verdict == Verdict::Failed && check.points == 0;
            ensure!(failed && unwritten, "{lab}: the starter, seed {seed}, {}", check.id);
        }
    }
    Ok(points)
}

/// What the judge of a lab says of an executable.
///
/// # Errors
/// When the judge itself fails.
pub fn judged(
    judge: &Path,
    server: &Path,
    seed: u64,
) -> Result<Vec<(CheckReport, Option<Box<Evidence>>)>> {
    let subject = Subject::Executable { path: server.to_owned() };
    let task = Task::Judge { subject, seed, only: None, lang: Lang::En };
    let judge = lab::judge::Judge::start(judge, &task)?;
    let mut checks = Vec::new();
    loop {
        match judge.next()? {
            Event::Plan { .. } | Event::Broken { .. } => {}
            Event::Checked { report, evidence } => checks.push((report, evidence)),
            Event::Done { .. } => return Ok(checks),
        }
    }
}
