//! The packages of the workspace, as cargo knows them.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::cargo;

/// All members.
pub struct Workspace {
    /// In the order of their names.
    pub packages: Vec<Package>,
}

/// One member.
pub struct Package {
    /// As its `Cargo.toml` has it.
    pub name: String,
    /// The first file of its library and of each of its programs.
    pub roots: Vec<PathBuf>,
    /// The members that it is compiled with; those that only its tests need do not count.
    pub uses: Vec<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Member>,
}

#[derive(Deserialize)]
struct Member {
    name: String,
    targets: Vec<Target>,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
    src_path: PathBuf,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `dev`, `build`, or nothing
    kind: Option<String>,
    /// where it lies, for one that is not downloaded
    path: Option<PathBuf>,
}

impl Workspace {
    /// Asks cargo for them.
    ///
    /// # Errors
    /// When cargo cannot read the workspace.
    pub fn read() -> Result<Self> {
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["metadata", "--no-deps", "--format-version=1", "--offline"])
            .current_dir(cargo::root())
            .output()
            .context("starting cargo")?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "cargo metadata fails: {errors}");
        let metadata: Metadata =
            serde_json::from_slice(&output.stdout).context("reading what cargo metadata prints")?;
        let mut packages: Vec<Package> = metadata.packages.into_iter().map(package).collect();
        packages.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { packages })
    }

    /// Every package after all that it uses. Cargo refuses circles of packages.
    pub fn lowest_first(&self) -> Vec<&Package> {
        let mut placed = BTreeSet::new();
        let mut order = Vec::new();
        while order.len() < self.packages.len() {
            let ready = |package: &&Package| {
                !placed.contains(&package.name)
                    && package.uses.iter().all(|used| placed.contains(used))
            };
            let layer: Vec<&Package> = self.packages.iter().filter(ready).collect();
            if layer.is_empty() {
                break;
            }
            placed.extend(layer.iter().map(|package| package.name.clone()));
            order.extend(layer);
        }
        order
    }
}

fn package(member: Member) -> Package {
    let compiled = |target: &Target| target.kind.iter().any(|kind| kind == "lib" || kind == "bin");
    let used = |dependency: &Dependency| {
        dependency.path.is_some() && dependency.kind.as_deref() != Some("dev")
    };
    let roots = member.targets.into_iter().filter(compiled).map(|target| target.src_path).collect();
    let uses = member.dependencies.into_iter().filter(used).map(|dependency| dependency.name);
    let uses: BTreeSet<String> = uses.collect();
    Package { name: member.name, roots, uses: uses.into_iter().collect() }
}
