//! Wrong servers, built and judged: which checks fail, and what a student reads.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, ensure};
use engine::Lang;
use engine::database::Kind;
use engine::verdict::Verdict;
use lab::course::{Course, Lab};
use replay::Recipe;
use serde::{Deserialize, Serialize};

use super::catalogue::{Catalogue, Fault};
use super::side_by_side;
use crate::{cargo, files, seeds, told};

/// Of every trial, so that its message is the same each time.
const SEED: u64 = 7;

/// A wrong server that was judged.
#[derive(Debug)]
pub struct Trial {
    /// what is wrong with it
    pub fault: Fault,
    /// the checks that failed, in their order
    pub failed: Vec<String>,
    /// what a student reads of the check that is there for this fault, in French
    pub french: String,
    /// in English
    pub english: String,
    /// what was said of each check that failed without being declared to
    pub surprises: Vec<String>,
}

impl Trial {
    /// What is not as declared; nothing when the fault is caught as it should be.
    pub fn problem(&self) -> Option<String> {
        let name = &self.fault.name;
        let declared: BTreeSet<&String> = self.fault.fails.iter().collect();
        if declared != self.failed.iter().collect() {
            let (fails, failed) = (self.fault.fails.join(", "), self.failed.join(", "));
            let surprises = self.surprises.concat();
            return Some(format!(
                "{name}: declared to fail [{fails}], it fails [{failed}]{surprises}"
            ));
        }
        let hint = &self.fault.hint;
        let lacks = |message: &str, words: &str| !one_line(message).contains(&one_line(words));
        if lacks(&self.french, &hint.fr) {
            return Some(format!("{name}: the French message does not say “{}”", hint.fr));
        }
        if lacks(&self.english, &hint.en) {
            return Some(format!("{name}: the English message does not say “{}”", hint.en));
        }
        None
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Builds and judges every wrong server of a lab, as many at once as there are cores.
///
/// # Errors
/// When a fault no longer fits the solution, does not compile, or the judge fails.
pub fn trials(lab: &Lab) -> Result<Vec<Trial>> {
    let workshop = Workshop::of(lab)?;
    let faults = Catalogue::of(&lab.folder)?.faults;
    side_by_side(&faults, |fault| {
        workshop.trial(fault).with_context(|| format!("the fault {} of {}", fault.name, lab.folder))
    })
}

/// The messages of these trials in one language, to be read in one sitting.
pub fn messages(trials: &[Trial], lang: Lang) -> String {
    let one = |trial: &Trial| {
        let message = match lang {
            Lang::Fr => &trial.french,
            Lang::En => &trial.english,
        };
        let steady =
            if trial.fault.unsteady { told::without_chance(message) } else { message.clone() };
        format!("═══ {} ═══\n\n{}\n", trial.fault.name, steady.trim())
    };
    trials.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// What came of a fault, as it is kept until something changes.
#[derive(Serialize, Deserialize)]
struct Outcome {
    /// what it depends on
    key: String,
    failed: Vec<String>,
    french: String,
    english: String,
    surprises: Vec<String>,
}

/// What it takes to build and judge the wrong servers of one lab.
struct Workshop {
    lab: Lab,
    recipe: Recipe,
    judge: PathBuf,
    command: PathBuf,
    /// what the outcome depends on beside the server: the judge, and what tells of it
    tools: u64,
    /// where the servers are, and stay: an unchanged one is not compiled again
    folder: PathBuf,
    /// the benches that nobody works at
    benches: Mutex<Vec<Bench>>,
}

/// A copy of the solution that faults are put into, one after the other, and what rustc remembers of
/// the one before: the same folder each time, for rustc forgets all when that differs.
struct Bench {
    copy: PathBuf,
    memory: PathBuf,
}

impl Workshop {
    fn of(lab: &Lab) -> Result<Self> {
        let root = cargo::root();
        let wrapper = cargo::executable("replay")?;
        let recipes = root.join("target/audit/recipes");
        let package = format!("solution-{}", lab.name);
        let judge = cargo::executable(&format!("suite-{}", lab.name))?;
        let command = cargo::executable("lab")?;
        let mut tools = DefaultHasher::new();
        for tool in [&judge, &command] {
            fs::read(tool).with_context(|| format!("reading {}", tool.display()))?.hash(&mut tools);
        }
        Ok(Self {
            recipe: Recipe::record(&root, &wrapper, &recipes, &package, None)?,
            tools: tools.finish(),
            judge,
            command,
            folder: root.join("target/audit").join(&lab.folder),
            benches: Mutex::default(),
            lab: lab.clone(),
        })
    }

    /// What comes of a fault. One whose server and judge have not changed is not judged again.
    fn trial(&self, fault: &Fault) -> Result<Trial> {
        let folder = self.folder.join(&fault.name);
        let (server, digest) = self.built(fault, &folder)?;
        let key = format!("{digest} {:016x} {:?}", self.tools, fault.fails);
        let file = folder.join("outcome.json");
        let known =
            fs::read_to_string(&file).ok().and_then(|text| serde_json::from_str(&text).ok());
        let outcome = match known.filter(|known: &Outcome| known.key == key) {
            Some(known) => known,
            None => {
                let outcome = self.judged(fault, &server, key)?;
                fs::write(&file, serde_json::to_string(&outcome)?)
                    .with_context(|| format!("writing {}", file.display()))?;
                outcome
            }
        };
        let Outcome { failed, french, english, surprises, .. } = outcome;
        Ok(Trial { fault: fault.clone(), failed, french, english, surprises })
    }

    fn judged(&self, fault: &Fault, server: &Path, key: String) -> Result<Outcome> {
        let judged = seeds::judged(&self.judge, server, SEED, Kind::Sqlite)?;
        let failed: Vec<&seeds::Judged> =
            judged.iter().filter(|(check, _)| check.verdict != Verdict::Passed).collect();
        let surprises = failed.iter().filter(|(check, _)| !fault.fails.contains(&check.id));
        let surprises = surprises.map(|(check, evidence)| {
            let sentence = evidence.as_ref().map_or("", |evidence| &evidence.sentence);
            let diff = check.diff.as_deref().unwrap_or_default();
            format!("\n  {}: {sentence}\n{diff}", check.id)
        });
        let check = fault.fails.first().context("it names no check")?;
        Ok(Outcome {
            key,
            surprises: surprises.collect(),
            failed: failed.iter().map(|(check, _)| check.id.clone()).collect(),
            french: self.message(server, check, "fr")?,
            english: self.message(server, check, "en")?,
        })
    }

    /// The executable of a wrong server, compiled unless it is there already, and the digest of what
    /// it was made of.
    fn built(&self, fault: &Fault, folder: &Path) -> Result<(PathBuf, String)> {
        let bench = self.free_bench();
        let built = self.built_at(&bench, fault, folder);
        if let Ok(mut benches) = self.benches.lock() {
            benches.push(bench);
        }
        built
    }

    fn free_bench(&self) -> Bench {
        // One for each that works at the same time; their names matter to nobody.
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let free = self.benches.lock().ok().and_then(|mut benches| benches.pop());
        free.unwrap_or_else(|| {
            let number = MADE.fetch_add(1, Ordering::Relaxed);
            let folder = self.folder.join(format!(".bench-{number}"));
            Bench { copy: folder.join("crate"), memory: folder.join("incremental") }
        })
    }

    fn built_at(&self, bench: &Bench, fault: &Fault, folder: &Path) -> Result<(PathBuf, String)> {
        let Bench { copy, memory } = bench;
        let server = folder.join(format!("server{}", std::env::consts::EXE_SUFFIX));
        let _ = fs::remove_dir_all(copy);
        let solution = cargo::root().join("solutions").join(&self.lab.folder);
        files::copy(&solution, copy, |inside| !inside.starts_with("tests"))?;
        fault.apply(copy)?;
        let digest = self.digest(copy)?;
        let mark = folder.join("digest");
        if server.exists() && fs::read_to_string(&mark).is_ok_and(|known| known == digest) {
            return Ok((server, digest));
        }
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        let output = self.recipe.compile(copy, &server, Some(memory))?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "it does not compile:\n{said}");
        fs::write(&mark, &digest).with_context(|| format!("writing {}", mark.display()))?;
        Ok((server, digest))
    }

    /// Differs when the line, a source or a file beside the sources does.
    fn digest(&self, copy: &Path) -> Result<String> {
        let mut hasher = DefaultHasher::new();
        format!("{:?}", self.recipe).hash(&mut hasher);
        for file in files::below(copy)? {
            file.strip_prefix(copy)?.hash(&mut hasher);
            fs::read(&file)
                .with_context(|| format!("reading {}", file.display()))?
                .hash(&mut hasher);
        }
        Ok(format!("{:016x}", hasher.finish()))
    }

    /// What the student's command says of one check.
    fn message(&self, server: &Path, check: &str, lang: &str) -> Result<String> {
        let server = format!("'{}'", server.display());
        let seed = SEED.to_string();
        let output = Command::new(&self.command)
            .args(["test", &self.lab.name, "--cmd", &server, "--only", check])
            .args(["--seed", &seed, "--lang", lang, "--judge"])
            .arg(&self.judge)
            // Where a server that ignores its environment leaves its files.
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", cargo::root())
            .env("NO_COLOR", "1")
            .output()
            .context("starting the student's command")?;
        let told = String::from_utf8_lossy(&output.stdout);
        let block = told.split_once("\n✗ ").map_or("", |(_, block)| block);
        let block = block.rsplit_once("\n\n").map_or(block, |(block, _)| block);
        Ok(told::without_ports(&format!("✗ {block}")))
    }
}

/// The names of the checks of a lab, in their order.
///
/// # Errors
/// When its judge does not compile.
pub fn checks(lab: &Lab) -> Result<Vec<String>> {
    let judge = cargo::executable(&format!("suite-{}", lab.name))?;
    Ok(lab::judge::checks(&judge, Lang::En)?.into_iter().map(|check| check.id).collect())
}

/// The trials of a lab, by its name, all of them as declared: what every suite's own test asks for.
///
/// # Errors
/// Names every fault that is not caught as declared, and everything that the catalogue lacks.
pub fn all_caught(name: &str) -> Result<Vec<Trial>> {
    let course = Course::find()?;
    let lab = course.lab(name)?;
    let mut problems = Catalogue::of(&lab.folder)?.gaps(&checks(lab)?);
    let trials = trials(lab)?;
    problems.extend(trials.iter().filter_map(Trial::problem));
    ensure!(problems.is_empty(), "{}", problems.join("\n"));
    Ok(trials)
}
