//! What a suite consists of, as a digest.
//!
//! Not a digest of the judge: cargo makes another executable of the same sources when it compiles other
//! packages beside it, in another folder, and on another machine. Nothing may be judged again for that.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// All packages of the workspace and of its dependencies.
#[derive(Debug, Deserialize)]
pub(super) struct Suites {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    /// where it was downloaded from; nothing for one of the course
    source: Option<String>,
    manifest_path: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Debug, Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

impl Suites {
    /// Asks cargo for the packages of the workspace at `root`.
    ///
    /// # Errors
    /// When cargo cannot read the workspace.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["metadata", "--format-version=1", "--offline"])
            // What only other systems need was never downloaded.
            .args(["--filter-platform", &host()?])
            .current_dir(root)
            .output()
            .context("starting cargo")?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "cargo metadata fails: {errors}");
        serde_json::from_slice(&output.stdout).context("reading what cargo metadata prints")
    }

    /// Of the sources of a package and of all packages of the course that it is made of, and of the
    /// names and versions of the others.
    ///
    /// # Errors
    /// When there is no such package, or a source cannot be read.
    pub(super) fn digest(&self, name: &str) -> Result<String> {
        let by_id: BTreeMap<&str, &Package> =
            self.packages.iter().map(|package| (package.id.as_str(), package)).collect();
        let suite = self.packages.iter().find(|package| package.name == name);
        let suite = suite.with_context(|| format!("there is no package {name}"))?;
        let used = self.used_by(&suite.id);
        let mut packages: Vec<&Package> =
            used.into_iter().filter_map(|id| by_id.get(id).copied()).collect();
        packages.sort_by_key(|package| (&package.name, &package.version));
        let mut hash = Sha256::new();
        for package in packages {
            add(&mut hash, package.name.as_bytes());
            add(&mut hash, package.version.as_bytes());
            if package.source.is_none() {
                let folder = package.manifest_path.parent().context("the folder of a package")?;
                add_sources(&mut hash, folder, folder)?;
            }
        }
        Ok(submission::hex(&hash.finalize()))
    }

    /// A package and all that it is compiled from; what only its tests use is left out.
    fn used_by<'a>(&'a self, id: &'a str) -> BTreeSet<&'a str> {
        let nodes: BTreeMap<&str, &Node> =
            self.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
        let (mut used, mut next) = (BTreeSet::new(), vec![id]);
        while let Some(id) = next.pop() {
            if !used.insert(id) {
                continue;
            }
            let dependencies = nodes.get(id).map_or(&[][..], |node| &node.deps);
            let compiled = |dependency: &&Dependency| {
                dependency.dep_kinds.iter().any(|kind| kind.kind.as_deref() != Some("dev"))
            };
            next.extend(dependencies.iter().filter(compiled).map(|found| found.pkg.as_str()));
        }
        used
    }
}

/// The system that the judges are compiled for.
fn host() -> Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().context("starting rustc")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).with_context(|| format!("rustc names no host: {said}"))
}

/// Folders of a package that only its tests read.
const TESTS: [&str; 3] = ["tests", "faults", "frameworks"];

/// Adds the files below `folder`, with their paths in the package at `root`.
fn add_sources(hash: &mut Sha256, root: &Path, folder: &Path) -> Result<()> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = entries.with_context(|| format!("reading {}", folder.display()))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let kind = entry.file_type().with_context(|| format!("reading {}", path.display()))?;
        let is_left_out = name.starts_with('.') || name == "target" || TESTS.contains(&&*name);
        if kind.is_dir() && !is_left_out {
            add_sources(hash, root, &path)?;
        } else if kind.is_file() {
            let content = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            let inside = path.strip_prefix(root).unwrap_or(&path);
            add(hash, inside.to_string_lossy().as_bytes());
            add(hash, &content);
        }
    }
    Ok(())
}

/// Adds bytes with their length, so that no two lists of them have the same digest.
fn add(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use tempfile::TempDir;

    use super::Suites;

    /// A workspace with a suite, an engine that it uses, and a program that its tests use.
    fn workspace() -> TempDir {
        let place = tempfile::tempdir().expect("a folder");
        let manifest = |name: &str, rest: &str| {
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{rest}")
        };
        let uses = "[dependencies]\nengine = { path = \"../engine\" }\n\
                    [dev-dependencies]\nhelper = { path = \"../helper\" }\n";
        let members = "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n";
        for (path, content) in [
            ("Cargo.toml", members.to_owned()),
            ("suite/Cargo.toml", manifest("suite", uses)),
            ("suite/src/lib.rs", "//! The checks.\n".to_owned()),
            ("suite/snapshots/read.snap", "GET /\n".to_owned()),
            ("suite/faults/faults.toml", String::new()),
            ("engine/Cargo.toml", manifest("engine", "")),
            ("engine/src/lib.rs", "//! The engine.\n".to_owned()),
            ("helper/Cargo.toml", manifest("helper", "")),
            ("helper/src/lib.rs", "//! For tests.\n".to_owned()),
        ] {
            write(&place, path, &content);
        }
        place
    }

    fn write(place: &TempDir, path: &str, content: &str) {
        let path = place.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        fs::write(path, content).expect("a file");
    }

    fn digest(root: &Path) -> String {
        Suites::read(root).and_then(|suites| suites.digest("suite")).expect("a digest")
    }

    #[test]
    fn the_folder_of_a_workspace_does_not_change_the_digest_of_its_suites() {
        assert_eq!(digest(workspace().path()), digest(workspace().path()));
    }

    #[test]
    fn what_a_suite_is_compiled_from_changes_its_digest_and_its_tests_do_not() {
        let place = workspace();
        let before = digest(place.path());
        for (path, is_compiled) in [
            ("suite/faults/faults.toml", false),
            ("suite/tests/snapshots.rs", false),
            ("helper/src/lib.rs", false),
            ("suite/snapshots/read.snap", true),
            ("engine/src/lib.rs", true),
            ("suite/src/checks.rs", true),
        ] {
            let workspace = workspace();
            write(&workspace, path, "//! Changed.\n");
            assert_eq!(digest(workspace.path()) != before, is_compiled, "{path}");
        }
    }
}
