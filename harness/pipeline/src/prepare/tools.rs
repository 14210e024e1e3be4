//! The harness's own executables, and what the judges among them are compiled from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use lab::course::{Course, Lab};

use super::suites::Suites;

/// The harness's own executables.
#[derive(Debug)]
pub struct Tools {
    /// where cargo leaves them
    by_package: BTreeMap<String, PathBuf>,
    suites: Suites,
}

impl Tools {
    /// Compiles what the grader needs, and the judges of `labs`. Give all labs of the course, whichever
    /// are graded: cargo compiles libraries again for another selection.
    ///
    /// # Errors
    /// When something does not compile.
    pub fn compile(course: &Course, labs: &[Lab]) -> Result<Self> {
        let suites: Vec<String> = labs.iter().map(|lab| format!("suite-{}", lab.name)).collect();
        let mut packages = vec!["sandbox", "replay"];
        packages.extend(suites.iter().map(String::as_str));
        let by_package = lab::compile::executables(&course.root, &packages)?;
        Ok(Self { by_package, suites: Suites::read(&course.root)? })
    }

    /// The executable of a package.
    ///
    /// # Errors
    /// When it has none.
    pub fn executable(&self, package: &str) -> Result<&Path> {
        let found = self.by_package.get(package).map(PathBuf::as_path);
        found.with_context(|| format!("{package} has no executable"))
    }

    /// Digest of what the judge of a package is compiled from: the same on every machine.
    ///
    /// # Errors
    /// When a source cannot be read.
    pub fn suite_digest(&self, package: &str) -> Result<String> {
        self.suites.digest(package)
    }
}
