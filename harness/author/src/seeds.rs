//! Tries many seeds: a solution passes with every one, and a starter earns nothing with any.

use std::path::Path;

use anyhow::{Result, ensure};
use engine::protocol::{Event, Subject, Task};
use engine::{Lang, verdict::CheckReport};

use crate::cargo;
use crate::course;

/// Runs both sides of every lab with so many seeds.
///
/// # Errors
/// At the first verdict that is not the intended one, with its seed.
pub fn run(count: u64) -> Result<()> {
    for folder in course::folders()? {
        let lab = folder.split_once('-').map_or(folder.as_str(), |(_, name)| name);
        let judge = cargo::executable(&format!("suite-{lab}"))?;
        let solution = cargo::executable(&format!("solution-{lab}"))?;
        let starter = cargo::executable(lab)?;
        let (mut points, mut of_starter) = (0, 0);
        for seed in 0..count {
            for check in judged(&judge, &solution, seed)? {
                let id = &check.id;
                ensure!(check.points == check.out_of, "{folder}: seed {seed} fails {id}");
                points += check.points;
            }
            of_starter += judged(&judge, &starter, seed)?.iter().map(|c| c.points).sum::<u32>();
        }
        ensure!(of_starter == 0, "{folder}: the starter earns {of_starter} points");
        println!("{folder}: {count} seeds, solution {points} points, starter {of_starter}");
    }
    Ok(())
}

/// What the judge of a lab says of an executable.
///
/// # Errors
/// When the judge itself fails.
pub fn judged(judge: &Path, server: &Path, seed: u64) -> Result<Vec<CheckReport>> {
    let subject = Subject::Executable { path: server.to_owned() };
    let task = Task::Judge { subject, seed, only: None, lang: Lang::En };
    let judge = lab::judge::Judge::start(judge, &task)?;
    let mut checks = Vec::new();
    loop {
        match judge.next()? {
            Event::Plan { .. } | Event::Broken { .. } => {}
            Event::Checked { report, .. } => checks.push(report),
            Event::Done { .. } => return Ok(checks),
        }
    }
}
