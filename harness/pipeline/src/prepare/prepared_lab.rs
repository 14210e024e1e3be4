//! One lab, prepared: its judge, its starter, its solution, and how its crate is compiled.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use engine::Lang;
use engine::protocol::Description;
use lab::course::{Course, Lab};
use manifest::{Accepted, Rules, headline};
use replay::Recipe;
use sandbox::{Machine, view};
use submission::Files;
use texts::Message;

use crate::node;
use crate::prepare::tools::Tools;

/// The package that uses all crates of the course.
const CRATES: &str = "crates";

/// The manifest of a crate.
const MANIFEST: &str = "Cargo.toml";

/// What it takes to judge one lab.
#[derive(Clone, Debug)]
pub struct PreparedLab {
    /// the lab
    pub lab: Lab,
    /// its starter: path to content
    pub starter: Files,
    /// its finished side, which must pass before anything is judged by it
    pub solution: Files,
    /// what its manifest may say
    pub rules: Rules,
    /// what the starter's manifest says
    pub manifest: Accepted,
    /// how its crate is compiled
    pub recipe: Recipe,
    /// how a crate that uses all crates of the course is compiled beside it
    pub crates: Recipe,
    /// its judge, where slots reach it
    pub judge: PathBuf,
    /// the libraries that its server is linked to
    pub libraries: Vec<PathBuf>,
    /// the program of its broker, when it needs one
    pub broker: Option<PathBuf>,
    /// its checks, in order
    pub checks: Arc<[Description]>,
    /// digest of what the judge is compiled from
    pub suite_digest: String,
    /// digest of the starter
    pub starter_digest: String,
}

impl PreparedLab {
    /// Prepares a lab: compiles its solution, and records how.
    pub(super) fn new(
        course: &Course,
        lab: &Lab,
        tools: &Tools,
        machine: &Machine,
        target: &Path,
    ) -> Result<Self> {
        let package = format!("solution-{}", lab.name);
        let recipes = target.join("recipes").join(&lab.name);
        let wrapper = tools.executable("replay")?;
        // Together, as at home: which of its features a library has depends on all that is compiled.
        let both = ["--package", &package, "--package", CRATES];
        let record = |package: &str| {
            Recipe::record(&course.root, wrapper, &recipes, package, &both, Some(target))
        };
        let recipe = record(&package)?.lean();
        replay::make_stale(&course.root, CRATES)?;
        let crates = record(CRATES)?;
        let solution = course.root.join("solutions").join(&lab.folder);
        let starter = starter(&solution)?;
        let rules = course.rules(lab)?;
        let manifest = rules.read(&text_of(&starter, MANIFEST));
        let manifest = manifest.map_err(|why| anyhow!("{}", headline(&why).text(Lang::En)))?;
        let judge = tools.executable(&format!("suite-{}", lab.name))?;
        let executable = target.join("debug").join(&package);
        Ok(Self {
            libraries: view::libraries_of(&executable)?,
            broker: lab.broker.then(node::program).transpose()?,
            checks: lab::judge::checks(judge)?.into(),
            suite_digest: tools.suite_digest(&format!("suite-{}", lab.name))?,
            starter_digest: submission::digest(&starter),
            judge: machine.job_root.copy(judge, &format!("judge-{}", lab.name))?,
            solution: finished(&solution, &starter)?,
            starter,
            rules,
            manifest,
            recipe,
            crates,
            lab: lab.clone(),
        })
    }

    /// What the manifest of a crate says, with what its build script may be.
    ///
    /// # Errors
    /// What in it would change how it is compiled, and what to do about it.
    pub fn accept(&self, files: &Files) -> Result<Accepted, Vec<Message>> {
        let script = |files: &Files| files.get("build.rs").cloned();
        let (own, starter) = (script(files), script(&self.starter));
        let wrong = Rules::build_script(own.as_deref(), starter.as_deref());
        match (self.rules.read(&text_of(files, MANIFEST)), wrong) {
            (Ok(accepted), None) => Ok(accepted),
            (read, wrong) => Err(read.err().into_iter().flatten().chain(wrong).collect()),
        }
    }

    /// The crate that is compiled: what was submitted, and of the starter what the submission has nothing
    /// in the place of, but for the data that students work on. A student who moves a module must not find the
    /// old one beside it.
    pub fn laid_over(&self, submitted: &Files) -> Files {
        let top = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
        let handed_in: Vec<String> = submitted.keys().map(|path| top(path)).collect();
        let is_kept =
            |path: &str| !handed_in.contains(&top(path)) && !self.lab.data.contains(&top(path));
        let kept = self.starter.iter().filter(|(path, _)| is_kept(path));
        let mut whole: Files =
            kept.map(|(path, content)| (path.clone(), content.clone())).collect();
        whole.extend(submitted.clone());
        whole
    }
}

/// The starter that follows from a solution.
///
/// # Errors
/// When a file of the solution cannot be read.
pub(super) fn starter(solution: &Path) -> Result<Files> {
    let files = starters::from_solution(solution)?.into_iter();
    Ok(files.map(|(path, text)| (path.to_string_lossy().into_owned(), text.into_bytes())).collect())
}

/// The files of the solution under the paths of its starter, and those that it has beside them.
fn finished(solution: &Path, starter: &Files) -> Result<Files> {
    let mut paths: Vec<PathBuf> = starter.keys().map(|path| solution.join(path)).collect();
    paths.extend(below(&solution.join("src"))?);
    paths.retain(|path| !path.ends_with(MANIFEST));
    let manifest = starter.get_key_value(MANIFEST);
    let manifest = manifest.map(|(path, content)| Ok((path.clone(), content.clone())));
    let read = paths.into_iter().map(|path| {
        let content = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        Ok((path.strip_prefix(solution)?.to_string_lossy().into_owned(), content))
    });
    read.chain(manifest).collect()
}

fn text_of(files: &Files, path: &str) -> String {
    files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}

/// Every file below a folder.
///
/// # Errors
/// When a folder cannot be read.
pub(super) fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let reading = || format!("reading {}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(reading)? {
        let path = entry.with_context(reading)?.path();
        if path.is_dir() {
            found.extend(below(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
