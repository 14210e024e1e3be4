//! What must be true of every suite: the bodies of tests that each suite has.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use engine::Suite;
use engine::database::Kind;
use engine::judge::{self, RunFolder};
use engine::verdict::Verdict;
use insta::Snapshot;
use insta::internals::SnapshotContents;

use crate::{cargo, links, seeds};

/// The transcript of every check of `suite` against the reference solution, by the name of the
/// check: the content of the snapshots.
///
/// The seed comes from the clock, so that a transcript which depends on drawn values differs from
/// its snapshot sooner or later.
///
/// # Errors
/// When the solution does not compile, or fails a conversation.
pub fn transcripts(suite: &Suite) -> Result<Vec<(&'static str, String)>> {
    let solution = seeds::Server::solution(suite.lab.name)?;
    let run_folder = RunFolder::prepare(&solution.subject())?;
    let seed = std::time::UNIX_EPOCH.elapsed()?.as_secs();
    judge::record(suite, &run_folder, seed)
}

/// A solution earns all points of its lab. Where the lab's broker is missing, the test is skipped.
///
/// # Errors
/// Names the first check that fails.
pub fn passes(lab: &str, solution: &Path) -> Result<()> {
    const SEED: u64 = 3;
    let judge = cargo::executable(&format!("suite-{lab}"))?;
    let solution = seeds::Server { program: solution.to_owned(), ..seeds::Server::solution(lab)? };
    for (check, evidence) in seeds::judged(&judge, &solution, SEED, Kind::Sqlite)? {
        if check.verdict == Verdict::Skipped {
            // Only a lab with a broker is skipped as a whole.
            needs::RABBITMQ.skip();
            return Ok(());
        }
        let why = evidence.map(|evidence| evidence.sentence).unwrap_or_default();
        let diff = check.diff.unwrap_or_default();
        ensure!(check.verdict == Verdict::Passed, "{} fails: {why}\n{diff}", check.id);
    }
    Ok(())
}

/// The embedded snapshots have the content that insta reads from the files in `folder`, and every
/// file belongs to a check.
///
/// # Errors
/// Names the check or the file.
pub fn parity(suite: &Suite, folder: &Path) -> Result<()> {
    for check in suite.checks {
        let recorded = Snapshot::from_file(&folder.join(format!("{}.snap", check.id)))
            .map_err(|error| anyhow::anyhow!("{}: {error}", check.id))?;
        let SnapshotContents::Text(content) = recorded.contents() else {
            anyhow::bail!("{} is not a text snapshot", check.id);
        };
        let embedded = engine::snapshot::join(&suite.expected(check)?);
        ensure!(embedded == content.to_string(), "the two paths differ for {}", check.id);
    }
    let orphans = suite.orphans();
    ensure!(orphans.is_empty(), "these snapshots belong to no check: {}", orphans.join(", "));
    Ok(())
}

/// The checks are worth what the manifest says, and their chapters are in both books. That every
/// check has a name of its own and texts in both languages is checked at compile time:
/// [`Suite::new`].
///
/// # Errors
/// Names the check.
pub fn declarations(suite: &Suite) -> Result<()> {
    let course = lab::course::Course::find()?;
    let promised = course.lab(suite.lab.name)?.points;
    ensure!(suite.points() == promised, "{} points, not {promised}", suite.points());
    for check in suite.checks {
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
