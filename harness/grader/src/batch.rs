//! Grades a batch: each submission is read and recorded, and each lab of it that is not known yet is
//! compiled, judged and recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, bail};
use gradebook::{Arrival, Judgement, KeyId, Start};
use marks::{Points, earned};
use pipeline::{Builds, Error, Pipeline, PreparedLab, share};
use sandbox::Slot;
use submission::{Files, Source, Student};

use crate::marking::SetAside;
use crate::ready::Ready;

/// A batch of submissions.
pub struct Batch<'a> {
    ready: &'a Ready,
    pipeline: Pipeline<'a>,
    set_aside: Mutex<SetAside>,
    refused: Mutex<usize>,
    /// lab and digest of files that would get other points than those that count
    outdated: Mutex<BTreeSet<(String, String)>>,
}

/// What a batch leaves.
#[derive(Debug)]
pub struct Graded {
    /// what could not be judged
    pub set_aside: SetAside,
    /// of how many submissions nothing could be taken
    pub refused: usize,
    /// how many labs would get other points with the suites of today
    pub outdated: usize,
}

impl<'a> Batch<'a> {
    /// A batch, not begun. Compiled servers are kept in `builds`, so that a regrade compiles nothing.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(ready: &'a Ready, builds: PathBuf) -> Result<Self> {
        let pipeline = Pipeline::new(&ready.prepared, Builds::open(builds)?, ready.seed);
        Ok(Self {
            ready,
            pipeline,
            set_aside: Mutex::default(),
            refused: Mutex::default(),
            outdated: Mutex::default(),
        })
    }

    /// Grades `sources`, so many at once, and calls `done` for each. `number` is that of the batch.
    ///
    /// # Errors
    /// When the machine fails, or the solution of a lab does not pass where submissions are judged.
    pub fn grade(
        self,
        sources: &[Source],
        folders: &BTreeMap<Student, String>,
        number: i64,
        jobs: usize,
        done: &(impl Fn(&Source) + Sync),
    ) -> Result<Graded> {
        share(&self.ready.machine, sources, jobs, &|source, slot| {
            self.grade_one(source, folders, number, slot)
                .with_context(|| format!("grading {}", source.path.display()))?;
            done(source);
            Ok(())
        })?;
        Ok(Graded {
            refused: self.refused.into_inner().unwrap_or_else(PoisonError::into_inner),
            set_aside: self.set_aside.into_inner().unwrap_or_else(PoisonError::into_inner),
            outdated: self.outdated.into_inner().unwrap_or_else(PoisonError::into_inner).len(),
        })
    }

    /// Has files of the gradebook judged, so many at once: lab and digest of each.
    ///
    /// # Errors
    /// When the machine fails, or the solution of a lab does not pass where submissions are judged.
    pub fn judge_again(self, submitted: &[(String, String)], jobs: usize) -> Result<SetAside> {
        share(&self.ready.machine, submitted, jobs, &|(lab, digest), slot| {
            let prepared = self.ready.prepared.lab(lab)?;
            let files = self.ready.book.files(lab, digest)?;
            self.judge(prepared, &files, slot).map(|_| ())
        })?;
        Ok(self.set_aside.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn grade_one(
        &self,
        source: &Source,
        folders: &BTreeMap<Student, String>,
        batch: i64,
        slot: &Slot<'_>,
    ) -> Result<()> {
        // One that a later one replaces is read too: it may hold a lab that the later one lacks.
        let submission = self.pipeline.read(source, slot);
        let digest = submission.digest();
        if submission.refused.is_some() {
            *lock(&self.refused) += 1;
        }
        // The number of a team is the group's, not a participant's.
        let participant =
            submission.student.participant.as_deref().filter(|_| source.team.is_none());
        for student in &source.owners {
            self.ready.book.record_submission(Arrival {
                submission: &submission,
                digest: &digest,
                student,
                folder: folders.get(student).context("a student has no folder")?,
                participant,
                team: source.team.as_deref(),
                batch,
                rank: source.rank(),
            })?;
        }
        for (lab, files) in &submission.labs {
            if let Some(key) = self.judge(self.ready.prepared.lab(lab)?, files, slot)? {
                self.count(key, lab, &submission::digest(files))?;
            }
        }
        Ok(())
    }

    /// Judges the files of a lab, unless they are known, until there is a judgement, whose key is
    /// returned, or they are set aside.
    fn judge(&self, lab: &PreparedLab, files: &Files, slot: &Slot<'_>) -> Result<Option<KeyId>> {
        let book = &self.ready.book;
        let digest = submission::digest(files);
        let key = book.key(&self.ready.key(lab, &digest))?;
        loop {
            match book.start(key)? {
                Start::Known => return Ok(Some(key)),
                Start::SetAside(why) => {
                    lock(&self.set_aside).insert((lab.lab.name.clone(), digest), why);
                    return Ok(None);
                }
                Start::Attempt(attempt) => {
                    match self.pipeline.judge(lab, files, book.not_built(key)?, slot) {
                        Ok(judged) => {
                            let earned = earned(&judged.outcome, &lab.checks).unwrap_or_default();
                            let outcome = &judged.outcome;
                            book.record_judgement(attempt, key, judged.seed, outcome, earned)?;
                            return Ok(Some(key));
                        }
                        Err(Error::Attempt(error)) => {
                            book.record_failure(attempt, &format!("{error:#}"))?;
                        }
                        Err(Error::Solution(why)) => bail!(why),
                    }
                }
            }
        }
    }

    /// Makes a judgement count, unless one with other points does already: a run changes no grade that
    /// was given. That is for `regrade`, which shows first what would change.
    fn count(&self, key: KeyId, lab: &str, digest: &str) -> Result<()> {
        let book = &self.ready.book;
        let points = |judgement: Judgement| -> Points { judgement.earned };
        let given = book.counting(lab, digest)?.map(points);
        if given.is_none() || given == book.judgement(key)?.map(points) {
            return book.make_counting(key);
        }
        lock(&self.outdated).insert((lab.to_owned(), digest.to_owned()));
        Ok(())
    }
}

/// What is locked here is whole whenever it is not locked, so a panic of another worker does not matter.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
