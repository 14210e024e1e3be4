//! The harness's own executables.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use lab::course::{Course, Lab};

/// Where cargo leaves the harness's own executables.
#[derive(Debug)]
pub struct Tools {
    by_package: BTreeMap<String, PathBuf>,
}

impl Tools {
    /// Compiles what the grader needs, and the judges of `labs`. To judge, give all of the course:
    /// what cargo makes of one depends on what it compiles beside it, and a judge whose digest is
    /// another judges everything again.
    ///
    /// # Errors
    /// When something does not compile.
    pub fn compile(course: &Course, labs: &[Lab]) -> Result<Self> {
        let suites: Vec<String> = labs.iter().map(|lab| format!("suite-{}", lab.name)).collect();
        let mut packages = vec!["sandbox", "replay"];
        packages.extend(suites.iter().map(String::as_str));
        let by_package = lab::compile::executables(&course.root, &packages)?;
        Ok(Self { by_package })
    }

    /// The executable of a package.
    ///
    /// # Errors
    /// When it has none.
    pub fn executable(&self, package: &str) -> Result<&Path> {
        let found = self.by_package.get(package).map(PathBuf::as_path);
        found.with_context(|| format!("{package} has no executable"))
    }
}
