//! The whole way of one submission.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use engine::Lang;
use engine::outcome::Outcome as CheckOutcome;
use engine::render;
use marks::Outcome;
use sandbox::Slot;
use sha2::{Digest, Sha256};
use submission::{Files, Source, Submission};
use texts::Message;
use thiserror::Error;

use crate::builds::{self, Builds};
use crate::compile::{Compiled, compile};
use crate::git::ConfinedGit;
use crate::judge::judge;
use crate::prepare::{Prepared, PreparedLab};

/// The seed with which a solution is judged.
const SOLUTION_SEED: u64 = 1;

/// Reads, compiles and judges submissions with what was prepared.
pub struct Pipeline<'a> {
    prepared: &'a Prepared,
    builds: Builds,
    seed: u64,
    /// for each lab whether its solution passes here, or why it does not
    solutions: Mutex<BTreeMap<String, Result<(), String>>>,
}

/// What became of the files of a lab.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedFiles {
    /// what the drawn values came from
    pub seed: u64,
    /// what became of the files
    pub outcome: Outcome,
}

/// Why nothing is known of the files of a lab: never because of what is in them.
#[derive(Debug, Error)]
pub enum Error {
    /// the lab's own solution does not pass here, so that nothing can be judged
    #[error("{0}")]
    Solution(String),
    /// this attempt failed; another one may succeed
    #[error(transparent)]
    Attempt(#[from] anyhow::Error),
}

impl<'a> Pipeline<'a> {
    /// A pipeline that keeps compiled servers in `builds`, and draws all values from `seed`.
    pub fn new(prepared: &'a Prepared, builds: Builds, seed: u64) -> Self {
        Self { prepared, builds, seed, solutions: Mutex::default() }
    }

    /// Reads a submission, under the default caps. What is wrong with it stands in the result.
    pub fn read(&self, source: &Source, slot: &Slot<'_>) -> Submission {
        source.read(&self.prepared.terms, &ConfinedGit { slot })
    }

    /// Compiles and judges the files of a lab. `not_built` is what became of the same files the last
    /// time that they did not compile, if that is known: they are not compiled again then.
    ///
    /// # Errors
    /// When the solution does not pass here, or this attempt fails.
    pub fn judge(
        &self,
        lab: &PreparedLab,
        files: &Files,
        not_built: Option<Outcome>,
        slot: &Slot<'_>,
    ) -> Result<JudgedFiles, Error> {
        self.check_solution(lab, slot).map_err(Error::Solution)?;
        let digest = submission::digest(files);
        let seed = seed(self.seed, &digest, &lab.lab.name);
        let server = slot.folder().join("server");
        let name = builds::name(self.prepared, lab, &digest);
        let whole = lab.laid_over(files);
        let manifest = match lab.accept(&whole) {
            Ok(manifest) => manifest,
            Err(refused) => return Ok(JudgedFiles { seed, outcome: unbuildable(refused) }),
        };
        let mut build = Duration::ZERO;
        if !self.builds.fetch(&name, &server) {
            if let Some(outcome) = not_built {
                return Ok(JudgedFiles { seed, outcome });
            }
            let (compiled, took) = compile(self.prepared, lab, slot, (&whole, &manifest), &server)?;
            build = took;
            if let Some(outcome) = not_built_now(compiled, build) {
                return Ok(JudgedFiles { seed, outcome });
            }
            self.builds.keep(&name, &server)?;
        }
        let judged = judge(lab, slot, (&server, &whole), seed)?;
        let outcome = Outcome::Judged {
            checks: judged.checks,
            limits: judged.limits,
            starts: starts(&whole),
            build: milliseconds(build),
            judging: milliseconds(judged.took),
        };
        Ok(JudgedFiles { seed, outcome })
    }

    /// Sees, once for each lab, that its solution passes where submissions are judged: what cannot pass
    /// here must not cost anyone a point. Other workers wait for it.
    fn check_solution(&self, lab: &PreparedLab, slot: &Slot<'_>) -> Result<(), String> {
        let mut solutions = self.solutions.lock().unwrap_or_else(PoisonError::into_inner);
        let known = solutions.entry(lab.lab.name.clone()).or_insert_with(|| {
            let server = slot.folder().join("server");
            judge_solution(self.prepared, lab, slot, &server).map_err(|error| format!("{error:#}"))
        });
        known.clone()
    }
}

/// Where the sources of a crate start other programs.
fn starts(files: &Files) -> Vec<String> {
    let sources =
        files.iter().filter(|(path, _)| path.starts_with("src/") && path.ends_with(".rs"));
    let lines = sources.flat_map(|(path, content)| {
        let lines = manifest::programs::started(&String::from_utf8_lossy(content));
        lines.into_iter().map(move |line| format!("{path}:{line}"))
    });
    lines.take(8).collect()
}

/// The outcome of a crate that is not compiled.
fn unbuildable(refused: Vec<Message>) -> Outcome {
    Outcome::BuildFailed { message: String::new(), refused, build: 0 }
}

/// The outcome of a build that left no server.
fn not_built_now(compiled: Compiled, took: Duration) -> Option<Outcome> {
    match compiled {
        Compiled::Server => None,
        Compiled::Refused(message) => {
            let (refused, build) = (Vec::new(), milliseconds(took));
            Some(Outcome::BuildFailed { message, refused, build })
        }
        Compiled::Limit(limit) => Some(Outcome::BuildLimit { limit }),
    }
}

/// Has the solution judged as a submission is.
fn judge_solution(
    prepared: &Prepared,
    lab: &PreparedLab,
    slot: &Slot<'_>,
    server: &Path,
) -> Result<()> {
    let folder = &lab.lab.folder;
    match compile(prepared, lab, slot, (&lab.solution, &lab.manifest), server)?.0 {
        Compiled::Server => {}
        Compiled::Refused(why) => bail!("the solution of {folder} does not compile: {why}"),
        Compiled::Limit(limit) => bail!("the solution of {folder} hits a limit: {limit:?}"),
    }
    let judged =
        judge(lab, slot, (server, &lab.solution), SOLUTION_SEED).context("judging the solution")?;
    for check in &judged.checks {
        if check.outcome != CheckOutcome::Passed {
            let why = match &check.outcome {
                CheckOutcome::Error(error) => error.why.clone(),
                outcome => render::evidence(outcome, Lang::En).unwrap_or_default().sentence,
            };
            bail!("the solution fails {} in the sandbox: {why}", check.id);
        }
    }
    Ok(())
}

fn milliseconds(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}

/// The seed of some files: another one for each, and the same after an interruption.
fn seed(of_all: u64, digest: &str, lab: &str) -> u64 {
    let mut hash = Sha256::new();
    hash.update(of_all.to_le_bytes());
    hash.update(digest);
    hash.update(lab);
    let bytes = hash.finalize();
    bytes.iter().take(8).fold(0, |seed, byte| (seed << 8) | u64::from(*byte))
}
