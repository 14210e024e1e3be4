//! Builds members of the workspace, with the features that their tests are compiled with.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use replay::Recipe;
use serde_json::Value;

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Builds a package of the workspace and returns its executable.
///
/// # Errors
/// When it does not compile, or makes no executable.
pub fn executable(package: &str) -> Result<PathBuf> {
    let name = match package.strip_prefix("suite-") {
        Some(lab) => format!("judge-{lab}"),
        None => package.to_owned(),
    };
    let messages = built(&["build"], &selection(&[&name]))?;
    messages
        .iter()
        .filter(|message| message["target"]["name"] == *name)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .with_context(|| format!("{package} makes no executable"))
}

/// How rustc compiles a package of the workspace: `wrapper` is the executable of `replay`, and `folder`
/// is where the recipe is kept.
///
/// # Errors
/// When it does not compile.
pub fn recipe(package: &str, wrapper: &Path, folder: &Path) -> Result<Recipe> {
    Recipe::record(&root(), wrapper, folder, package, &selection(&[package]), None)
}

/// What to select so that cargo compiles these executables.
///
/// Cargo compiles a library with the features that all selected packages ask for, and compiles it once
/// more for another selection. So the whole workspace is selected, as for its tests, and then few of
/// its executables.
fn selection<'a>(executables: &[&'a str]) -> Vec<&'a str> {
    let bins = executables.iter().flat_map(|name| ["--bin", name]);
    ["--workspace"].into_iter().chain(bins).collect()
}

/// Compiles the unit tests of these packages' executables in one call of cargo, and returns the tests by
/// the name of the package.
///
/// # Errors
/// When one does not compile.
pub fn test_executables(packages: &[&str]) -> Result<HashMap<String, PathBuf>> {
    let messages = built(&["test", "--no-run"], &selection(packages))?;
    let tests = messages.iter().filter(|message| message["profile"]["test"] == true);
    let named = tests.filter_map(|message| {
        let (name, path) = (message["target"]["name"].as_str()?, message["executable"].as_str()?);
        Some((name.to_owned(), PathBuf::from(path)))
    });
    Ok(named.collect())
}

/// What cargo reports of a build of this selection.
fn built(command: &[&str], selection: &[&str]) -> Result<Vec<Value>> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(command)
        .args(["--quiet", "--message-format=json-render-diagnostics"])
        .args(selection)
        .current_dir(root())
        .stderr(Stdio::inherit())
        .output()
        .context("starting cargo")?;
    ensure!(output.status.success(), "{} does not compile", selection.join(" "));
    let lines = String::from_utf8_lossy(&output.stdout);
    Ok(lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}
