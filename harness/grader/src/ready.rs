//! Everything that grading needs, made ready once.

use std::fs::{self, File, TryLockError};
use std::io;
use std::num::NonZero;
use std::path::Path;
use std::thread;

use anyhow::{Context, Result};
use engine::Lang;
use gradebook::{Gradebook, Key, OpenError};
use lab::course::{Course, Lab};
use pipeline::{Prepared, PreparedLab, Tools};
use sandbox::{Machine, Tier};

use crate::exit::Usage;
use crate::leftovers;
use crate::messages::{self, labels, usage};
use crate::options::GradingOptions;

/// The gradebook's file in the folder of a class.
pub const BOOK: &str = "gradebook.sqlite";

/// Everything that grading needs, ready.
pub struct Ready {
    /// the course
    pub course: Course,
    /// what confines
    pub machine: Machine,
    /// what judges
    pub prepared: Prepared,
    /// the source of truth
    pub book: Gradebook,
    /// what the drawn values come from
    pub seed: u64,
    /// nobody else works on the same gradebook while this is held
    _lock: File,
}

impl Ready {
    /// Gets everything ready for the labs of `options`.
    ///
    /// # Errors
    /// When submissions cannot be confined here and that was not asked for; when something does not
    /// compile; when another grader works in the same folder.
    pub fn get(options: &GradingOptions, course: Course, lang: Lang) -> Result<Self> {
        let labs: Vec<Lab> = course.chosen(&options.lab)?.into_iter().cloned().collect();
        let labs: Vec<&Lab> = labs.iter().collect();
        if labs.iter().any(|lab| lab.broker) && broker::start::server().is_none() {
            return Err(Usage(usage::NO_BROKER).into());
        }
        let lock = lock(&options.out)?;
        leftovers::sweep(&options.out);
        eprintln!("{}", labels::PREPARING.text(lang));
        let tools = Tools::compile(&course, &course.labs)?;
        let machine = Machine::inspect(tools.executable("sandbox")?)?;
        if machine.tier == Tier::None {
            return Err(Usage(usage::nothing_at_all(machine.missing.join("\n  "))).into());
        }
        if machine.tier != Tier::Full && !options.unsafe_no_sandbox {
            let missing = machine.missing.join("\n  ");
            return Err(Usage(usage::no_sandbox(messages::tier(machine.tier), missing)).into());
        }
        let prepared = Prepared::new(&course, &labs, &tools, &machine)?;
        let book = open(&options.out)?;
        for lab in &prepared.labs {
            book.record_suite(&lab.suite_digest, &lab.checks)?;
        }
        let seed = match book.setting("seed")? {
            Some(seed) => seed.parse().context("the seed")?,
            None => {
                let seed = options.seed.unwrap_or_else(|| fastrand::u64(..));
                book.set("seed", &seed.to_string())?;
                seed
            }
        };
        Ok(Self { course, machine, prepared, book, seed, _lock: lock })
    }

    /// What the judgement of these files belongs to.
    pub fn key(&self, lab: &PreparedLab, files: &str) -> Key {
        Key {
            lab: lab.lab.name.clone(),
            files: files.to_owned(),
            suite: lab.suite_digest.clone(),
            starter: lab.starter_digest.clone(),
            toolchain: self.prepared.toolchain.clone(),
            tier: self.machine.tier,
        }
    }
}

/// Keeps other graders out of the folder for as long as the file is held.
fn lock(out: &Path) -> Result<File> {
    let unwritable =
        |error: io::Error| Usage(usage::unwritable(messages::path(out), error.to_string()));
    fs::create_dir_all(out).map_err(unwritable)?;
    let file = File::create(out.join(".lock")).map_err(unwritable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Usage(usage::busy(messages::path(out))).into()),
        Err(TryLockError::Error(error)) => Err(unwritable(error).into()),
    }
}

/// The gradebook of the folder, which a run made.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn existing(out: &Path) -> Result<Gradebook> {
    if !out.join(BOOK).is_file() {
        return Err(Usage(usage::no_gradebook(messages::path(out))).into());
    }
    open(out)
}

/// The gradebook of the folder, made when there is none.
fn open(out: &Path) -> Result<Gradebook> {
    let file = out.join(BOOK);
    Gradebook::open(&file).map_err(|error| match error {
        OpenError::TooOld => Usage(usage::old_gradebook(messages::path(&file))).into(),
        OpenError::TooNew => Usage(usage::new_gradebook(messages::path(&file))).into(),
        other => {
            anyhow::Error::new(other).context(format!("opening the gradebook {}", file.display()))
        }
    })
}

/// As many jobs as were asked for, or one for each core.
pub fn jobs(options: &GradingOptions) -> usize {
    options
        .jobs
        .map_or_else(|| thread::available_parallelism().map_or(1, NonZero::get), usize::from)
}
