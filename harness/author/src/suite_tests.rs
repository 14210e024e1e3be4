//! What must hold of every suite: the bodies of the suites' own tests, which name them.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use engine::Suite;
use engine::database::Kind;
use engine::judge::{self, Stage};
use engine::protocol::Subject;
use engine::verdict::Verdict;
use insta::Snapshot;
use insta::internals::SnapshotContents;

use crate::{cargo, links, seeds};

/// What the reference solution says to every check of `suite`, by the name of the check: the
/// author's path over the snapshots.
///
/// The values are drawn from a seed of the clock, so that a transcript which depends on them
/// differs from its snapshot sooner or later.
///
/// # Errors
/// When the solution does not compile, or fails a conversation.
pub fn transcripts(suite: &Suite) -> Result<Vec<(&'static str, String)>> {
    let path = cargo::executable(&format!("solution-{}", suite.lab))?;
    let stage = Stage::set(&Subject::Executable { path, through: Vec::new() })?;
    let seed = std::time::UNIX_EPOCH.elapsed()?.as_secs();
    judge::record(suite, &stage, seed)
}

/// A solution earns everything that its lab is worth.
///
/// # Errors
/// Names the first check that fails.
pub fn passes(lab: &str, solution: &Path) -> Result<()> {
    const SEED: u64 = 3;
    let judge = cargo::executable(&format!("suite-{lab}"))?;
    for (check, evidence) in seeds::judged(&judge, solution, SEED, Kind::Sqlite)? {
        let why = evidence.map(|evidence| evidence.sentence).unwrap_or_default();
        let diff = check.diff.unwrap_or_default();
        ensure!(check.verdict == Verdict::Passed, "{} fails: {why}\n{diff}", check.id);
    }
    Ok(())
}

/// The judge reads in the embedded snapshots what insta reads in the files of `folder`, and every
/// file belongs to a check.
///
/// # Errors
/// Names the check or the file.
pub fn parity(suite: &Suite, folder: &Path) -> Result<()> {
    for check in suite.checks {
        let recorded = Snapshot::from_file(&folder.join(format!("{}.snap", check.id)))
            .map_err(|error| anyhow::anyhow!("{}: {error}", check.id))?;
        let SnapshotContents::Text(content) = recorded.contents() else {
            anyhow::bail!("{} is no text", check.id);
        };
        let embedded = engine::snapshot::join(&suite.expected(check)?);
        ensure!(embedded == content.to_string(), "the two paths differ for {}", check.id);
    }
    let orphans = suite.orphans();
    ensure!(orphans.is_empty(), "these snapshots belong to no check: {}", orphans.join(", "));
    Ok(())
}

/// The checks have names of their own, are worth what the manifest says, and speak both languages;
/// their chapters are in both books.
///
/// # Errors
/// Names the check.
pub fn declarations(suite: &Suite) -> Result<()> {
    let names: BTreeSet<_> = suite.checks.iter().map(|check| check.id).collect();
    ensure!(names.len() == suite.checks.len(), "two checks have the same name");
    let course = lab::course::Course::find()?;
    let promised = course.lab(suite.lab)?.points;
    ensure!(suite.points() == promised, "{} points, not {promised}", suite.points());
    for check in suite.checks {
        for text in [check.title, check.nudge, check.idea] {
            let both = !text.fr.trim().is_empty() && !text.en.trim().is_empty();
            ensure!(both && text.fr != text.en, "a text of {} lacks a language", check.id);
        }
        for tree in ["fr", "en"] {
            let missing = links::missing_chapter(tree, check.chapter)
                .with_context(|| format!("looking for the chapter of {}", check.id))?;
            if let Some(why) = missing {
                anyhow::bail!("{}: {} in the book in {tree}: {why}", check.id, check.chapter);
            }
        }
    }
    Ok(())
}
