//! Changed copies of a solution, compiled and judged.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use engine::database::Kind;
use lab::course::Lab;
use replay::Recipe;

use super::kept;
use crate::{cargo, files, seeds};

/// Of every run, so that a message is the same each time.
pub const SEED: u64 = 7;

/// What it takes to build and judge changed solutions of one lab.
pub struct Workshop {
    /// the lab
    pub lab: Lab,
    /// its judge
    pub judge: PathBuf,
    /// where the servers and what was found about them are, and stay
    folder: PathBuf,
    recipe: Recipe,
    /// the benches that nobody works at
    benches: Mutex<Vec<Bench>>,
}

/// A copy of the solution that changes are made in, one after the other, and what rustc remembers of
/// the one before: the same folder each time, because rustc starts from nothing in another.
struct Bench {
    copy: PathBuf,
    memory: PathBuf,
}

/// A copy of the solution with a change in it.
pub struct Changed<'a> {
    /// of its sources and of the compiler's line
    pub digest: String,
    /// where its server and what was found about it are kept
    pub folder: PathBuf,
    bench: &'a Bench,
    recipe: &'a Recipe,
}

/// The result of compiling one.
pub enum Compiled {
    /// the executable, and the copy of the solution
    Server(seeds::Server),
    /// what the compiler said
    Refused(String),
}

impl Workshop {
    /// That of `lab`: its judge and its solution are compiled.
    ///
    /// # Errors
    /// When one of them does not compile.
    pub fn of(lab: &Lab) -> Result<Self> {
        let root = cargo::root();
        let wrapper = cargo::executable("replay")?;
        let recipes = root.join("target/audit/recipes");
        let (solution, suite) = (format!("solution-{}", lab.name), format!("suite-{}", lab.name));
        Ok(Self {
            judge: cargo::executable(&suite)?,
            recipe: cargo::recipe(&solution, &wrapper, &recipes)?,
            folder: root.join("target/audit").join(&lab.folder),
            benches: Mutex::default(),
            lab: lab.clone(),
        })
    }

    /// What the judge says of a server.
    ///
    /// # Errors
    /// When the judge itself fails.
    pub fn judged(&self, server: &seeds::Server) -> Result<Vec<seeds::Judged>> {
        seeds::judged(&self.judge, server, SEED, Kind::Sqlite)
    }

    /// Does `work` on a copy of the solution that `change` is made in.
    ///
    /// # Errors
    /// When the change cannot be made, and those of `work`.
    pub fn changed<T>(
        &self,
        name: &str,
        change: impl FnOnce(&Path) -> Result<()>,
        work: impl FnOnce(&Changed<'_>) -> Result<T>,
    ) -> Result<T> {
        let bench = self.free_bench();
        let done = self.prepared(&bench, name, change).and_then(|changed| work(&changed));
        if let Ok(mut benches) = self.benches.lock() {
            benches.push(bench);
        }
        done
    }

    fn prepared<'a>(
        &'a self,
        bench: &'a Bench,
        name: &str,
        change: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<Changed<'a>> {
        let _ = fs::remove_dir_all(&bench.copy);
        let solution = cargo::root().join("solutions").join(&self.lab.folder);
        files::copy(&solution, &bench.copy, |inside| !inside.starts_with("tests"))?;
        change(&bench.copy)?;
        let mut line = DefaultHasher::new();
        format!("{:?}", self.recipe).hash(&mut line);
        let digest = format!("{} {:016x}", kept::digest(&[&bench.copy])?, line.finish());
        Ok(Changed { digest, folder: self.folder.join(name), bench, recipe: &self.recipe })
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
}

impl Changed<'_> {
    /// Compiles it, unless the executable is there already.
    ///
    /// # Errors
    /// When the compiler does not start.
    pub fn compile(&self) -> Result<Compiled> {
        let path = self.folder.join(format!("server{}", std::env::consts::EXE_SUFFIX));
        let mark = self.folder.join("digest");
        if path.exists() && fs::read_to_string(&mark).is_ok_and(|known| known == self.digest) {
            return Ok(self.server(path));
        }
        let making = || format!("making {}", self.folder.display());
        fs::create_dir_all(&self.folder).with_context(making)?;
        let output = self.recipe.compile(&self.bench.copy, &path, Some(&self.bench.memory))?;
        if !output.status.success() {
            return Ok(Compiled::Refused(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        fs::write(&mark, &self.digest).with_context(making)?;
        Ok(self.server(path))
    }

    fn server(&self, program: PathBuf) -> Compiled {
        Compiled::Server(seeds::Server { program, files: self.bench.copy.clone() })
    }
}
