//! Compiles changed copies of a crate without cargo. Cargo compiles the crate once, while this
//! crate records the command line of rustc; after that, only rustc runs, with the same command
//! line.
//!
//! Such a copy uses the compiled dependencies of the original and takes one run of `rustc`. Cargo
//! would treat each copy as another package.
//!
//! [`Recipe::record`] starts cargo with this package's executable as `RUSTC_WORKSPACE_WRAPPER`
//! (<https://doc.rust-lang.org/cargo/reference/environment-variables.html>); [`Recipe::compile`]
//! replays the line.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

/// The environment variable by which the wrapper finds the folder of the recipes.
const FOLDER: &str = "ATELIER_RECIPES";

/// The command line of rustc for one crate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// the compiler
    pub rustc: String,
    /// its arguments
    pub arguments: Vec<String>,
    /// the variables that cargo sets for the crate: `CARGO_…` and `OUT_DIR`
    pub environment: BTreeMap<String, String>,
}

impl Recipe {
    /// Compiles `package` of the workspace at `root` with cargo, and records how in `folder`. When
    /// nothing has changed since the last time, returns what was recorded then.
    ///
    /// `wrapper` is the executable of this package. `selection` are cargo's options that select what
    /// is compiled, the package among it: the features of a library depend on them. `target` is
    /// cargo's target folder; `None` means the usual one.
    ///
    /// # Errors
    /// When the package does not compile.
    pub fn record(
        root: &Path,
        wrapper: &Path,
        folder: &Path,
        package: &str,
        selection: &[&str],
        target: Option<&Path>,
    ) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        let _lock = lock(folder)?;
        let file = folder.join(format!("{}.json", package.replace('-', "_")));
        let cargo = |arguments: &[&str]| -> Result<()> {
            let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
                .args(arguments)
                .arg("--quiet")
                .args(selection)
                .env("RUSTC_WORKSPACE_WRAPPER", wrapper)
                .envs(target.map(|target| ("CARGO_TARGET_DIR", target)))
                .env(FOLDER, folder)
                .current_dir(root)
                .stdin(Stdio::null())
                .status()
                .context("starting cargo")?;
            ensure!(status.success(), "cargo {} fails for {package}", arguments.join(" "));
            Ok(())
        };
        cargo(&["build"])?;
        if !file.exists() {
            // Cargo considers the crate fresh, although its recipe is gone. `cargo clean` would
            // also remove test programs of other packages that have the same name as one of its
            // own.
            make_stale(root, package)?;
            cargo(&["build"])?;
        }
        let text =
            fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("reading {}", file.display()))
    }

    /// Like this recipe, but without debug information and on one core only: for many servers that
    /// are compiled at the same time and never debugged. Panics still name their file and line.
    #[must_use]
    pub fn lean(mut self) -> Self {
        for option in ["debuginfo=0", "strip=debuginfo", "codegen-units=1"] {
            self.arguments.extend(["-C", option].map(str::to_owned));
        }
        self
    }

    /// Compiles the copy of the crate in `folder` to `executable`, and returns the output of rustc.
    ///
    /// The paths of sources, in panics too, are relative to the folder. `memory` is a folder for
    /// incremental compilation: the next copy in the same `folder` takes only as long as its
    /// changes. Never share it between sources of people who do not trust each other. It leaves out
    /// debug information.
    ///
    /// # Errors
    /// When rustc cannot be started. If it fails, the status in the output says so.
    pub fn compile(
        &self,
        folder: &Path,
        executable: &Path,
        memory: Option<&Path>,
    ) -> Result<Output> {
        let mut command = Command::new(&self.rustc);
        command.args(self.changed(executable)).current_dir(folder).stdin(Stdio::null());
        if let Some(memory) = memory {
            command.arg("-C").arg(join("incremental=", memory));
            // Otherwise everything below a changed line would be compiled again because of line
            // numbers.
            command.args(["-C", "debuginfo=0"]);
        }
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command.env("CARGO_MANIFEST_DIR", folder);
        command.output().context("starting rustc")
    }

    /// The arguments, with `executable` as output and the source relative to the crate's folder.
    /// Options for messages to cargo, and for a cache shared with the original, are left out.
    pub fn changed(&self, executable: &Path) -> Vec<OsString> {
        let mut changed: Vec<OsString> = Vec::new();
        let mut arguments = self.arguments.iter().peekable();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--out-dir" => drop(arguments.next()),
                "-C" if arguments.peek().is_some_and(|value| value.starts_with("incremental=")) => {
                    arguments.next();
                }
                speech
                    if ["--error-format=", "--json=", "--emit=", "--diagnostic-width="]
                        .iter()
                        .any(|start| speech.starts_with(start)) => {}
                source if is_source(source) => changed.push(inside(source).into()),
                other => changed.push(other.into()),
            }
        }
        changed.extend(["--emit=link", "--cap-lints=allow", "-o"].map(OsString::from));
        changed.push(executable.into());
        changed
    }
}

/// Keeps others from recording beside this folder for as long as the file is held. One that compiles the same package
/// for another folder would leave cargo nothing to do for this one, and nothing would be recorded here.
fn lock(folder: &Path) -> Result<File> {
    let path = folder.parent().unwrap_or(folder).join(".recording");
    let locking = || format!("locking {}", path.display());
    let file = File::create(&path).with_context(locking)?;
    file.lock().with_context(locking)?;
    Ok(file)
}

/// Has cargo compile a package again when it is asked to the next time.
///
/// # Errors
/// When cargo does not know it, or its source cannot be touched.
pub fn make_stale(root: &Path, package: &str) -> Result<()> {
    touch(&main_of(root, package)?)
}

/// The source of the executable of a package.
fn main_of(root: &Path, package: &str) -> Result<PathBuf> {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root)
        .output()
        .context("starting cargo")?;
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).context("reading the output of cargo")?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = packages.iter().find(|found| found["name"] == package);
    let manifest = found.and_then(|found| found["manifest_path"].as_str());
    let manifest =
        manifest.with_context(|| format!("cargo does not know the package {package}"))?;
    Ok(Path::new(manifest).with_file_name("src").join("main.rs"))
}

/// Sets the modification time of a source to now.
fn touch(source: &Path) -> Result<()> {
    let file = File::options().append(true).open(source);
    file.and_then(|file| file.set_modified(SystemTime::now()))
        .with_context(|| format!("touching {}", source.display()))
}

fn join(word: &str, path: &Path) -> OsString {
    let mut joined = OsString::from(word);
    joined.push(path);
    joined
}

fn is_source(argument: &str) -> bool {
    argument.ends_with("src/main.rs") && !argument.starts_with('-')
}

/// `src/main.rs`, whatever the crate's folder is called.
fn inside(source: &str) -> &str {
    source.rfind("src/main.rs").map_or(source, |start| &source[start..])
}

/// What the wrapper does: records the recipe of the crate that is about to be compiled. It ignores
/// build scripts, and calls that compile nothing.
///
/// # Errors
/// When it cannot be written.
pub fn note(rustc: &OsStr, arguments: &[OsString]) -> Result<()> {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else { return Ok(()) };
    let text = |text: &OsStr| text.to_string_lossy().into_owned();
    let arguments: Vec<String> = arguments.iter().map(|argument| text(argument)).collect();
    let mut after_name =
        arguments.iter().skip_while(|argument| *argument != "--crate-name").skip(1);
    let Some(name) = after_name.next().filter(|_| arguments.iter().any(|a| is_source(a))) else {
        return Ok(());
    };
    // CARGO_MAKEFLAGS refers to a pipe of this run of cargo.
    let is_kept =
        |name: &str| (name.starts_with("CARGO_") && name != "CARGO_MAKEFLAGS") || name == "OUT_DIR";
    let readable = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let environment = readable.filter(|(name, _)| is_kept(name)).collect();
    let file = folder.join(format!("{name}.json"));
    let recipe = Recipe { rustc: text(rustc), arguments, environment };
    let json = serde_json::to_string_pretty(&recipe).context("writing a recipe")?;
    fs::write(&file, json).with_context(|| format!("writing {}", file.display()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::Recipe;

    #[test]
    fn only_paths_change() {
        let line = "--crate-name x --edition=2024 solutions/01-x/src/main.rs --error-format=json \
                    --emit=dep-info,link -C opt-level=0 -C incremental=/t/incremental --out-dir \
                    /t/deps -L dependency=/t/deps --extern axum=/t/deps/libaxum.rlib";
        let recipe = Recipe {
            rustc: "rustc".to_owned(),
            arguments: line.split_whitespace().map(str::to_owned).collect(),
            environment: BTreeMap::new(),
        };
        let changed = recipe.changed(Path::new("/copy/server"));
        let expected = "--crate-name x --edition=2024 src/main.rs -C opt-level=0 -L \
                        dependency=/t/deps --extern axum=/t/deps/libaxum.rlib --emit=link \
                        --cap-lints=allow -o /copy/server";
        assert_eq!(changed, expected.split_whitespace().collect::<Vec<_>>());
    }
}
