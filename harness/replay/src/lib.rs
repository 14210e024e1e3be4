//! Compiles changed copies of a crate without cargo: cargo compiles the crate once, what it told
//! rustc is written down, and from then on rustc alone is started with the same line.
//!
//! A copy so compiled uses the very dependencies of the original, compiled once, and costs one
//! `rustc`. Cargo itself would take each copy for another package.
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

/// Names the folder of the recipes to the wrapper.
const FOLDER: &str = "ATELIER_RECIPES";

/// How rustc compiles one crate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// the compiler
    pub rustc: String,
    /// what it was told, in that order
    pub arguments: Vec<String>,
    /// what cargo tells the crate: `CARGO_…` and `OUT_DIR`
    pub environment: BTreeMap<String, String>,
}

impl Recipe {
    /// Has cargo compile `package` of the workspace at `root`, and writes down how, in `folder`.
    /// When nothing has changed since the last time, it is read again.
    ///
    /// `wrapper` is the executable of this package. Cargo compiles to `target`, or where it always
    /// does.
    ///
    /// # Errors
    /// When the package does not compile.
    pub fn record(
        root: &Path,
        wrapper: &Path,
        folder: &Path,
        package: &str,
        target: Option<&Path>,
    ) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        let file = folder.join(format!("{}.json", package.replace('-', "_")));
        let cargo = |arguments: &[&str]| -> Result<()> {
            let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
                .args(arguments)
                .args(["--quiet", "--package", package])
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
            // Cargo holds the crate for fresh although its recipe is gone. It is not cleaned: that would
            // take the test programs of other packages along that have the name of one of its own.
            touch(&main_of(root, package)?)?;
            cargo(&["build"])?;
        }
        let text =
            fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("reading {}", file.display()))
    }

    /// The same, for servers that nobody debugs, compiled as many at once as there are cores: without
    /// what serves a debugger or the other cores. Where a panic happened is in the code itself.
    #[must_use]
    pub fn lean(mut self) -> Self {
        for option in ["debuginfo=0", "strip=debuginfo", "codegen-units=1"] {
            self.arguments.extend(["-C", option].map(str::to_owned));
        }
        self
    }

    /// Compiles the copy of the crate in `folder` to `executable`, and returns what rustc said.
    ///
    /// Sources have the paths that they have inside the folder, in panics too. With a `memory`, a
    /// folder, the next copy that is compiled in the same `folder` costs only what has changed; never
    /// share one between sources of people who do not trust each other. It leaves debug information out.
    ///
    /// # Errors
    /// When rustc does not start. That it fails is its status.
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
            // Else whatever stands below a changed line would be compiled again for its number.
            command.args(["-C", "debuginfo=0"]);
        }
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command.env("CARGO_MANIFEST_DIR", folder);
        command.output().context("starting rustc")
    }

    /// The arguments, with another output and the source inside the crate's own folder. What speaks
    /// to cargo, and what would share a cache with the original, is left out.
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

/// The source of the executable of a package.
fn main_of(root: &Path, package: &str) -> Result<PathBuf> {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root)
        .output()
        .context("starting cargo")?;
    let told: serde_json::Value =
        serde_json::from_slice(&output.stdout).context("reading what cargo tells")?;
    let packages = told["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = packages.iter().find(|found| found["name"] == package);
    let manifest = found.and_then(|found| found["manifest_path"].as_str());
    let manifest = manifest.with_context(|| format!("cargo knows no {package}"))?;
    Ok(Path::new(manifest).with_file_name("src").join("main.rs"))
}

/// Makes a source look changed.
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

/// The wrapper's part: writes down the recipe of the crate that is about to be compiled. A call that
/// compiles nothing, or a build script, is none.
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
    // The make flags name a pipe to cargo that will be gone by the time the line is replayed.
    let told =
        |name: &str| (name.starts_with("CARGO_") && name != "CARGO_MAKEFLAGS") || name == "OUT_DIR";
    let readable = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let environment = readable.filter(|(name, _)| told(name)).collect();
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
    fn only_the_place_of_things_changes() {
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
