//! What is done once for all submissions: the judges and the starters' dependencies are compiled, the
//! compiler's line for each lab is written down, and everything is laid where the slots reach it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use confine::view;
use engine::Lang;
use engine::protocol::Description;
use lab::course::{Course, Lab};
use replay::Recipe;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::intake::LabFiles;
use crate::leftovers;
use crate::model::Work;
use crate::sandbox::Machine;

/// What it takes to grade one lab.
#[derive(Clone, Debug)]
pub struct Bench {
    /// the lab
    pub lab: Lab,
    /// its starter: path to content
    pub starter: BTreeMap<String, Vec<u8>>,
    /// its finished side, which must pass before anything is judged by it
    pub solution: BTreeMap<String, Vec<u8>>,
    /// how its crate is compiled
    pub recipe: Recipe,
    /// its judge, where slots reach it
    pub judge: PathBuf,
    /// the libraries that its server is linked to
    pub libraries: Vec<PathBuf>,
    /// its checks, in order, in French and in English
    heads: [Vec<Description>; 2],
    /// digest of the judge
    pub suite_digest: String,
    /// digest of the starter
    pub starter_digest: String,
}

impl Bench {
    /// Its checks, in order, with their texts in `lang`.
    pub fn checks(&self, lang: Lang) -> &[Description] {
        let [french, english] = &self.heads;
        match lang {
            Lang::Fr => french,
            Lang::En => english,
        }
    }

    /// What of a submission is taken.
    pub fn files(&self) -> LabFiles {
        LabFiles {
            name: self.lab.name.clone(),
            folder: self.lab.folder.clone(),
            data: self.lab.data.clone(),
        }
    }

    /// The crate that is compiled: the work, and of the starter what the work has nothing in the place
    /// of. A student who moves a module must not find the old one beside it.
    pub fn laid_over(&self, work: &Work) -> BTreeMap<String, Vec<u8>> {
        let top = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
        let handed_in: Vec<String> = work.files.keys().map(|path| top(path)).collect();
        let kept = self.starter.iter().filter(|(path, _)| !handed_in.contains(&top(path)));
        let mut whole: BTreeMap<String, Vec<u8>> =
            kept.map(|(path, content)| (path.clone(), content.clone())).collect();
        whole.extend(work.files.clone());
        whole
    }
}

/// Everything that is prepared.
#[derive(Debug)]
pub struct Workshop {
    /// one for each lab that is graded
    pub benches: Vec<Bench>,
    /// `rustc --version`
    pub toolchain: String,
    /// the folder of the compiler, where slots reach it
    pub sysroot: PathBuf,
    /// the folder of the compiled dependencies, where slots reach it
    pub dependencies: PathBuf,
    /// the same of what their build scripts made
    pub made: PathBuf,
    /// where cargo left both, as the recipes name it
    pub target: PathBuf,
    /// the linker, without the links that lead to it: inside, `cc` is one again, because the compiler
    /// links faster by a name that it knows
    pub linker: PathBuf,
    /// what of the dependencies goes away with this
    _libraries: TempDir,
}

/// Where cargo leaves the harness's own executables.
#[derive(Debug)]
pub struct Tools {
    by_package: BTreeMap<String, PathBuf>,
}

impl Tools {
    /// Compiles what the grader needs, and the judges of `labs`. To judge, give all of the course:
    /// what cargo makes of one depends on what it compiles beside it, and a judge whose digest is
    /// another judges everything anew.
    ///
    /// # Errors
    /// When something does not compile.
    pub fn compile(course: &Course, labs: &[Lab]) -> Result<Self> {
        let suites: Vec<String> = labs.iter().map(|lab| format!("suite-{}", lab.name)).collect();
        let mut packages = vec!["confine", "replay"];
        packages.extend(suites.iter().map(String::as_str));
        let by_package = lab::compile::executables(&course.root, &packages)?;
        Ok(Self { by_package })
    }

    /// The executable of a package.
    ///
    /// # Errors
    /// When it has none.
    pub fn of(&self, package: &str) -> Result<&Path> {
        let found = self.by_package.get(package).map(PathBuf::as_path);
        found.with_context(|| format!("{package} has no executable"))
    }
}

impl Workshop {
    /// Prepares these labs.
    ///
    /// # Errors
    /// When a solution does not compile, or the machine lacks a compiler or a linker.
    pub fn prepare(
        course: &Course,
        labs: &[&Lab],
        tools: &Tools,
        machine: &Machine,
    ) -> Result<Self> {
        let target = lab::compile::target(&course.root).join("grader");
        let benches = labs
            .iter()
            .map(|lab| {
                bench(course, lab, tools, machine, &target)
                    .with_context(|| format!("preparing lab {}", lab.folder))
            })
            .collect::<Result<Vec<_>>>()?;
        let sysroot = PathBuf::from(told("rustc", &["--print", "sysroot"])?);
        let libraries = only_libraries(&target)?;
        let ground = &machine.ground;
        Ok(Self {
            toolchain: told("rustc", &["--version"])?,
            sysroot: ground.show(&sysroot, "toolchain")?,
            dependencies: ground.show(libraries.path(), "dependencies")?,
            made: ground.show(&target.join("debug/build"), "made")?,
            linker: linker()?,
            target: target.join("debug"),
            _libraries: libraries,
            benches,
        })
    }

    /// The bench of a lab.
    pub fn bench(&self, lab: &str) -> Option<&Bench> {
        self.benches.iter().find(|bench| bench.lab.name == lab)
    }
}

fn bench(
    course: &Course,
    lab: &Lab,
    tools: &Tools,
    machine: &Machine,
    target: &Path,
) -> Result<Bench> {
    let package = format!("solution-{}", lab.name);
    let recipes = target.join("recipes");
    let wrapper = tools.of("replay")?;
    let recipe = Recipe::record(&course.root, wrapper, &recipes, &package, Some(target))?.lean();
    let solution = course.root.join("solutions").join(&lab.folder);
    let starter: BTreeMap<String, Vec<u8>> = starters::from_solution(&solution)?
        .into_iter()
        .map(|(path, text)| (path.to_string_lossy().into_owned(), text.into_bytes()))
        .filter(|(path, _)| is_of_the_crate(path, &lab.data))
        .collect();
    let judge = tools.of(&format!("suite-{}", lab.name))?;
    let executable = target.join("debug").join(&package);
    Ok(Bench {
        libraries: view::libraries_of(&executable)?,
        heads: [lab::judge::checks(judge, Lang::Fr)?, lab::judge::checks(judge, Lang::En)?],
        suite_digest: digest(&[&fs::read(judge).context("reading the judge")?]),
        starter_digest: digest_of(&starter),
        judge: machine.ground.copy(judge, &format!("judge-{}", lab.name))?,
        solution: finished(&solution, &starter)?,
        starter,
        recipe,
        lab: lab.clone(),
    })
}

/// The files of the solution under the paths of its starter, and those that it has beside them.
fn finished(
    solution: &Path,
    starter: &BTreeMap<String, Vec<u8>>,
) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut paths: Vec<PathBuf> = starter.keys().map(|path| solution.join(path)).collect();
    below(&solution.join("src"), &mut paths)?;
    paths
        .into_iter()
        .map(|path| {
            let content = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            Ok((path.strip_prefix(solution)?.to_string_lossy().into_owned(), content))
        })
        .collect()
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let reading = || format!("reading {}", folder.display());
    for entry in fs::read_dir(folder).with_context(reading)? {
        let path = entry.with_context(reading)?.path();
        if path.is_dir() { below(&path, found)? } else { found.push(path) }
    }
    Ok(())
}

/// Whether a file of a starter is one that the compiler reads.
fn is_of_the_crate(path: &str, data: &[String]) -> bool {
    let top = path.split('/').next().unwrap_or_default();
    top == "src" || data.iter().any(|data| data == top)
}

/// Before the number of the grader that the folder of libraries is of: two may work at once.
const LIBRARIES: &str = "libraries-";

/// A folder with the compiled libraries and nothing else: cargo's own holds the solutions, compiled.
/// This grader's alone: what another one prepares meanwhile must not take it away.
fn only_libraries(target: &Path) -> Result<TempDir> {
    let from = target.join("debug/deps");
    leftovers::sweep_makers(target, LIBRARIES);
    let folder = tempfile::Builder::new()
        .prefix(&format!("{LIBRARIES}{}-", std::process::id()))
        .tempdir_in(target)
        .with_context(|| format!("making a folder in {}", target.display()))?;
    let to = folder.path();
    for entry in fs::read_dir(&from).with_context(|| format!("reading {}", from.display()))? {
        let path = entry.with_context(|| format!("reading {}", from.display()))?.path();
        let library = path.extension().is_some_and(|kind| kind == "rlib" || kind == "so");
        if let Some(name) = path.file_name().filter(|_| library) {
            let inside = to.join(name);
            if fs::hard_link(&path, &inside).is_err() {
                fs::copy(&path, &inside).with_context(|| format!("copying {}", path.display()))?;
            }
        }
    }
    Ok(folder)
}

/// The linker itself: what `cc` is a link to may lie where a sandbox does not look.
fn linker() -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("cc")).find(|cc| cc.exists());
    let cc = found.context("the linker cc is missing")?;
    fs::canonicalize(&cc).with_context(|| format!("following {}", cc.display()))
}

fn told(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .with_context(|| format!("starting {program}"))?;
    ensure!(output.status.success(), "{program} {} fails", arguments.join(" "));
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// SHA-256 of a lab's files.
pub fn digest_of(files: &BTreeMap<String, Vec<u8>>) -> String {
    crate::intake::digest(&Work { files: files.clone() })
}

fn digest(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    crate::intake::hex(&digest.finalize())
}
