//! Grades a batch: as many workers as jobs are asked for, each with a slot of its own, take one
//! submission after the other: read it, write it down, and for each lab that is not known yet compile,
//! judge, write that down.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result, anyhow};
use engine::Lang;
use sha2::{Digest, Sha256};

use crate::compile::{self, Compiled};
use crate::git::Confined;
use crate::gradebook::{Gradebook, Judgement, Key, Order, Turn};
use crate::intake::{Caps, LabFiles, Source};
use crate::marks::{self, Terms};
use crate::model::{Intake, Outcome, Student, Work};
use crate::prepare::Bench;
use crate::sandbox::{Machine, Slot};
use crate::trial;

/// What a batch is graded with.
pub struct Batch<'a> {
    /// what judgements belong to
    pub terms: &'a Terms<'a>,
    /// where they are kept
    pub book: &'a Gradebook,
    /// where they are made
    pub machine: &'a Machine,
    /// where compiled servers are kept, so that a regrade compiles nothing
    pub builds: PathBuf,
    /// what the seeds of the works come from
    pub seed: u64,
    /// the number of this batch
    pub number: i64,
    /// those who read another language than the class
    pub readers: BTreeMap<Student, Lang>,
    /// the labs whose solution has been seen to pass here, or why it does not
    canaries: Mutex<BTreeMap<String, Result<(), String>>>,
    set_aside: Mutex<BTreeMap<(String, String), String>>,
    /// the works that would get other points than those that count
    others: Mutex<BTreeSet<(String, String)>>,
}

/// What a batch leaves.
#[derive(Debug)]
pub struct Graded {
    /// what could not be judged
    pub aside: SetAside,
    /// how many works would get other points with the suites of today
    pub others: usize,
}

/// What could not be judged, by digest and lab, and why.
pub type SetAside = BTreeMap<(String, String), String>;

impl<'a> Batch<'a> {
    /// A batch, not begun.
    pub fn new(
        terms: &'a Terms<'a>,
        book: &'a Gradebook,
        machine: &'a Machine,
        builds: PathBuf,
        seed: u64,
        number: i64,
    ) -> Self {
        Self {
            terms,
            book,
            machine,
            builds,
            seed,
            number,
            readers: BTreeMap::new(),
            canaries: Mutex::default(),
            set_aside: Mutex::default(),
            others: Mutex::default(),
        }
    }

    /// Grades `sources`, so many at once, and tells of each that is done.
    ///
    /// # Errors
    /// When the machine fails, or the solution of a lab does not pass where submissions are judged.
    pub fn grade(
        self,
        sources: &[Source],
        folders: &BTreeMap<Student, String>,
        jobs: usize,
        done: &(impl Fn(&Source) + Sync),
    ) -> Result<Graded> {
        fs::create_dir_all(&self.builds)
            .with_context(|| format!("making {}", self.builds.display()))?;
        self.share(sources, jobs, &|source, slot| {
            self.one(source, folders, slot)
                .with_context(|| format!("grading {}", source.path.display()))?;
            done(source);
            Ok(())
        })?;
        let panicked = || anyhow!("a worker panicked");
        Ok(Graded {
            aside: self.set_aside.into_inner().map_err(|_| panicked())?,
            others: self.others.into_inner().map_err(|_| panicked())?.len(),
        })
    }

    /// Has `one` done for each of `items` by so many workers.
    fn share<T: Sync>(
        &self,
        items: &[T],
        jobs: usize,
        one: &(impl Fn(&T, &Slot<'_>) -> Result<()> + Sync),
    ) -> Result<()> {
        let next = AtomicUsize::new(0);
        let first_error: Mutex<Option<anyhow::Error>> = Mutex::new(None);
        thread::scope(|scope| {
            for number in 0..jobs {
                let (next, first_error) = (&next, &first_error);
                scope.spawn(move || {
                    if let Err(error) = self.work(number, items, next, one) {
                        // Nobody else begins anything: the error is the machine's.
                        next.store(usize::MAX / 2, Ordering::Relaxed);
                        if let Ok(mut first) = first_error.lock() {
                            first.get_or_insert(error);
                        }
                    }
                });
            }
        });
        first_error.into_inner().ok().flatten().map_or(Ok(()), Err)
    }

    /// Has works of the gradebook judged, so many at once: lab, digest and language of each.
    ///
    /// # Errors
    /// When the machine fails, or the solution of a lab does not pass where submissions are judged.
    pub fn again(self, works: &[(String, String, Lang)], jobs: usize) -> Result<SetAside> {
        fs::create_dir_all(&self.builds)
            .with_context(|| format!("making {}", self.builds.display()))?;
        self.share(works, jobs, &|(lab, digest, lang), slot| {
            let bench = self.terms.workshop.bench(lab).context("a lab that is not graded")?;
            let work = Work { files: self.book.files(digest, lab)? };
            self.settle(bench, &work, *lang, slot).map(|_| ())
        })?;
        self.set_aside.into_inner().map_err(|_| anyhow!("a worker panicked"))
    }

    fn work<T>(
        &self,
        number: usize,
        items: &[T],
        next: &AtomicUsize,
        one: &impl Fn(&T, &Slot<'_>) -> Result<()>,
    ) -> Result<()> {
        let slot = self.machine.slot(u32::try_from(number).unwrap_or(u32::MAX))?;
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            one(item, &slot)?;
        }
        Ok(())
    }

    fn one(
        &self,
        source: &Source,
        folders: &BTreeMap<Student, String>,
        slot: &Slot<'_>,
    ) -> Result<()> {
        // One that a later one replaces is read too: it may hold a lab that the later one lacks.
        let labs: Vec<LabFiles> = self.terms.workshop.benches.iter().map(Bench::files).collect();
        let intake = source.read(&labs, &Caps::default(), &Confined { slot });
        let folder = folders.get(&source.student).context("a student has no folder")?;
        let order = Order { batch: self.number, rank: source.rank() };
        self.book.hand_in(&intake, folder, &digest(&intake), order)?;
        for (lab, work) in &intake.works {
            let bench = self.terms.workshop.bench(lab).context("a lab that is not graded")?;
            if let Some(key) = self.settle(bench, work, self.terms.lang, slot)? {
                self.count(&key)?;
            }
            // Judged again, with the same seed, only for the texts: it does not count.
            if let Some(lang) = self.readers.get(&source.student) {
                self.settle(bench, work, *lang, slot)?;
            }
        }
        Ok(())
    }

    /// Makes a judgement count, unless one with other points does already: a run changes no grade that
    /// was given. That is for `regrade`, which shows first what would change.
    fn count(&self, key: &Key) -> Result<()> {
        let points = |judgement: Judgement| judgement.hundredths;
        let given = self.book.counting(&key.digest, &key.lab)?.map(points);
        let today = self.book.judgement(key)?.map(points);
        if given.is_none() || given == today {
            return self.book.count(key);
        }
        let mut others = self.others.lock().map_err(|_| anyhow!("a worker panicked"))?;
        others.insert((key.digest.clone(), key.lab.clone()));
        Ok(())
    }

    /// Has a work judged, unless it is known, until there is a judgement, whose key is returned, or it
    /// is set aside.
    ///
    /// # Errors
    /// When the machine fails.
    pub fn settle(
        &self,
        bench: &Bench,
        work: &Work,
        lang: Lang,
        slot: &Slot<'_>,
    ) -> Result<Option<Key>> {
        let digest = crate::intake::digest(work);
        let key = self.terms.in_language(lang).key(bench, &digest);
        loop {
            match self.book.turn(&key)? {
                Turn::Known(_) => return Ok(Some(key)),
                Turn::SetAside(why) => {
                    let mut aside =
                        self.set_aside.lock().map_err(|_| anyhow!("a worker panicked"))?;
                    aside.insert((digest, bench.lab.name.clone()), why);
                    return Ok(None);
                }
                Turn::Judge(attempt) => {
                    self.see_the_canary(bench, slot)?;
                    let seed = seed(self.seed, &digest, &bench.lab.name);
                    match self.outcome(bench, work, &key, seed, slot) {
                        Ok(outcome) => {
                            let hundredths = marks::earned(&outcome);
                            let key = key.clone();
                            let judgement = Judgement { key, seed, outcome, hundredths };
                            self.book.judged(attempt, &judgement)?;
                            return Ok(Some(judgement.key));
                        }
                        Err(error) => self.book.failed(attempt, &format!("{error:#}"))?,
                    }
                }
            }
        }
    }

    fn outcome(
        &self,
        bench: &Bench,
        work: &Work,
        key: &Key,
        seed: u64,
        slot: &Slot<'_>,
    ) -> Result<Outcome> {
        let server = slot.folder().join(compile::SERVER);
        let kept = self.builds.join(self.build_name(bench, &key.digest));
        let mut build = 0;
        if fs::copy(&kept, &server).is_err() {
            let checks = || marks::failed_to_build(bench, key.lang);
            match self.book.not_built(key)? {
                Some(Outcome::BuildFailed { message, build, .. }) => {
                    return Ok(Outcome::BuildFailed { message, checks: checks(), build });
                }
                Some(Outcome::BuildLimit { limit, .. }) => {
                    return Ok(Outcome::BuildLimit { limit, checks: checks() });
                }
                _ => {}
            }
            let files = bench.laid_over(work);
            let (compiled, took) =
                compile::compile(self.terms.workshop, bench, slot, &files, &server)?;
            build = milliseconds(took);
            match compiled {
                Compiled::Server => keep(&server, &kept)?,
                Compiled::Refused(message) => {
                    return Ok(Outcome::BuildFailed { message, checks: checks(), build });
                }
                Compiled::Limit(limit) => {
                    let limit = limit.to_owned();
                    return Ok(Outcome::BuildLimit { limit, checks: checks() });
                }
            }
        }
        let judged = trial::judge(bench, slot, &server, seed, key.lang)?;
        Ok(Outcome::Judged {
            checks: judged.checks,
            evidence: judged.evidence,
            build,
            judging: milliseconds(judged.took),
        })
    }

    /// What a build depends on: not the suite, so that mending a check rebuilds nothing.
    fn build_name(&self, bench: &Bench, digest: &str) -> String {
        let mut hash = Sha256::new();
        let toolchain = &self.terms.workshop.toolchain;
        for part in [&bench.lab.name, digest, &bench.starter_digest, toolchain] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        format!("{}-{}", bench.lab.name, &crate::intake::hex(&hash.finalize())[..32])
    }

    /// Sees, once for each lab, that its solution passes where submissions are judged.
    fn see_the_canary(&self, bench: &Bench, slot: &Slot<'_>) -> Result<()> {
        let mut canaries = self.canaries.lock().map_err(|_| anyhow!("a worker panicked"))?;
        let seen = canaries.entry(bench.lab.name.clone()).or_insert_with(|| {
            let server = slot.folder().join(compile::SERVER);
            trial::canary(self.terms.workshop, bench, slot, &server).map_err(|e| format!("{e:#}"))
        });
        seen.clone().map_err(|why| anyhow!(why))
    }
}

/// Keeps a compiled server: whole, or not at all.
fn keep(server: &Path, kept: &Path) -> Result<()> {
    let keeping = || format!("keeping {}", kept.display());
    let whole = kept.with_extension(format!("{}.new", std::process::id()));
    fs::copy(server, &whole).with_context(keeping)?;
    fs::rename(&whole, kept).with_context(keeping)
}

fn milliseconds(took: std::time::Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}

/// The digest of a submission: of its works, and of what was not taken and why.
fn digest(intake: &Intake) -> String {
    let mut hash = Sha256::new();
    for (lab, work) in &intake.works {
        hash.update(format!("{lab}\0{}\0", crate::intake::digest(work)));
    }
    hash.update(format!("{:?}\0{:?}", intake.refused, intake.left_out));
    crate::intake::hex(&hash.finalize())
}

/// The seed of a work: another one for each, and the same after an interruption.
fn seed(batch: u64, digest: &str, lab: &str) -> u64 {
    let mut hash = Sha256::new();
    hash.update(batch.to_le_bytes());
    hash.update(digest);
    hash.update(lab);
    let bytes = hash.finalize();
    bytes.iter().take(8).fold(0, |seed, byte| (seed << 8) | u64::from(*byte))
}
