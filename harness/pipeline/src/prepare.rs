//! What is done once for all submissions: the judges and the starters' dependencies are compiled, the
//! compiler's line for each lab is recorded, and everything is put where the slots reach it.

mod layouts;
mod libraries;
mod prepared_lab;
mod suites;
mod tools;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use lab::course::{Course, Lab};
use sandbox::Machine;
use submission::Terms;
use tempfile::TempDir;

pub use layouts::{layouts, terms, zone};
use libraries::only_libraries;
pub use prepared_lab::PreparedLab;
pub use tools::Tools;

/// Everything that is prepared.
#[derive(Debug)]
pub struct Prepared {
    /// one for each lab that is graded
    pub labs: Vec<PreparedLab>,
    /// `rustc --version`
    pub toolchain: String,
    /// the folder of the compiler, where slots reach it
    pub sysroot: PathBuf,
    /// the folder of the compiled dependencies, where slots reach it
    pub dependencies: PathBuf,
    /// the same of what their build scripts left
    pub build_outputs: PathBuf,
    /// where cargo left both, as the recipes name it
    pub target: PathBuf,
    /// what holds for every submission
    pub terms: Terms,
    /// the linker, without the links that lead to it: inside, `cc` is one again, because the compiler
    /// links faster by a name that it knows
    pub linker: PathBuf,
    /// what of the dependencies goes away with this
    _libraries: TempDir,
}

impl Prepared {
    /// Prepares these labs.
    ///
    /// # Errors
    /// When a solution does not compile, or the machine lacks a compiler or a linker.
    pub fn new(course: &Course, labs: &[&Lab], tools: &Tools, machine: &Machine) -> Result<Self> {
        let terms = terms(course, labs)?;
        let target = lab::compile::target(&course.root).join("grader");
        let labs = labs
            .iter()
            .map(|lab| {
                PreparedLab::new(course, lab, tools, machine, &target)
                    .with_context(|| format!("preparing lab {}", lab.folder))
            })
            .collect::<Result<Vec<_>>>()?;
        let sysroot = PathBuf::from(output("rustc", &["--print", "sysroot"])?);
        let libraries = only_libraries(&target)?;
        let job_root = &machine.job_root;
        Ok(Self {
            toolchain: output("rustc", &["--version"])?,
            sysroot: job_root.show(&sysroot, "toolchain")?,
            dependencies: job_root.show(libraries.path(), "dependencies")?,
            build_outputs: job_root.show(&target.join("debug/build"), "build-outputs")?,
            linker: linker()?,
            target: target.join("debug"),
            terms,
            _libraries: libraries,
            labs,
        })
    }

    /// A lab, by its name.
    ///
    /// # Errors
    /// When it was not prepared.
    pub fn lab(&self, name: &str) -> Result<&PreparedLab> {
        let found = self.labs.iter().find(|prepared| prepared.lab.name == name);
        found.with_context(|| format!("lab {name} is not prepared"))
    }
}

/// The linker itself: what `cc` is a link to may lie where a sandbox does not look.
fn linker() -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("cc")).find(|cc| cc.exists());
    let cc = found.context("the linker cc is missing")?;
    fs::canonicalize(&cc).with_context(|| format!("following {}", cc.display()))
}

/// What a program prints.
fn output(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .with_context(|| format!("starting {program}"))?;
    ensure!(output.status.success(), "{program} {} fails", arguments.join(" "));
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
