//! The faulty servers of a lab, as its `faults/faults.toml` declares them: the solution with a small
//! edit each, and the checks that fail for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::cargo;

/// Everything that can be wrong with the server of a lab.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// the lines of the contract, by a name of our own
    pub lines: BTreeMap<String, String>,
    /// servers that break one line each
    #[serde(rename = "fault")]
    pub faults: Vec<Fault>,
}

/// A server that is wrong in one way.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// what is wrong, in a few words
    pub name: String,
    /// the line of the contract that it breaks
    pub line: String,
    /// the checks that fail, and no others; the first is the one that is there for this fault
    pub fails: Vec<String>,
    /// checks that fail in some runs, when chance decides whether they meet the fault
    #[serde(default)]
    pub sometimes: Vec<String>,
    /// words of the message that lead to the cause
    pub hint: Hint,
    /// whether the message differs from run to run, as it does after a race
    #[serde(default)]
    pub unsteady: bool,
    /// what is changed in the solution
    #[serde(rename = "edit")]
    pub edits: Vec<Edit>,
}

/// Words in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// of the French message
    pub fr: String,
    /// of the English one
    pub en: String,
}

/// A change of one file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// inside the folder of the solution
    pub file: PathBuf,
    /// what stands there, exactly once
    pub replace: String,
    /// what takes its place
    pub with: String,
}

impl Catalogue {
    /// That of the lab in `folder`.
    ///
    /// # Errors
    /// When it is missing or malformed.
    pub fn of(folder: &str) -> Result<Self> {
        let file = cargo::root().join("harness/suites").join(folder).join("faults/faults.toml");
        let text =
            fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        toml::from_str(&text).with_context(|| format!("reading {}", file.display()))
    }

    /// The names of the faults that every run tries, one for each check: the first that the check is
    /// there for and whose message is always the same, or else the first.
    pub fn chosen(&self, checks: &[String]) -> BTreeSet<String> {
        let one = |check: &String| {
            let own = |fault: &&Fault| fault.fails.first() == Some(check);
            let steady = self.faults.iter().filter(own).find(|fault| !fault.unsteady);
            let fault = steady.or_else(|| self.faults.iter().find(own));
            fault.map(|fault| fault.name.clone())
        };
        checks.iter().filter_map(one).collect()
    }

    /// What is missing from it, given the names of the checks: a check that no fault is there for, a
    /// line of the contract that none breaks, names that lead nowhere.
    pub fn gaps(&self, checks: &[String]) -> Vec<String> {
        let mut gaps = Vec::new();
        let mut names = BTreeSet::new();
        for fault in &self.faults {
            if !names.insert(&fault.name) {
                gaps.push(format!("two faults are called {}", fault.name));
            }
            if !self.lines.contains_key(&fault.line) {
                gaps.push(format!("{}: no line is called {}", fault.name, fault.line));
            }
            if fault.fails.is_empty() || fault.edits.is_empty() {
                gaps.push(format!("{}: it needs an edit, and a check that fails", fault.name));
            }
            let named = fault.fails.iter().chain(&fault.sometimes);
            for check in named.filter(|check| !checks.contains(check)) {
                gaps.push(format!("{}: no check is called {check}", fault.name));
            }
        }
        let first =
            |check: &String| self.faults.iter().any(|fault| fault.fails.first() == Some(check));
        gaps.extend(
            checks
                .iter()
                .filter(|check| !first(check))
                .map(|check| format!("no fault for the check {check}")),
        );
        let broken = |line: &str| self.faults.iter().any(|fault| fault.line == line);
        gaps.extend(
            self.lines
                .iter()
                .filter(|(name, _)| !broken(name))
                .map(|(_, line)| format!("no fault for the line “{line}”")),
        );
        gaps
    }
}

impl Fault {
    /// Applies the edits to the copy of the solution in `folder`.
    ///
    /// # Errors
    /// When the solution has moved: what an edit replaces does not stand there exactly once.
    pub fn apply(&self, folder: &Path) -> Result<()> {
        for edit in &self.edits {
            let path = folder.join(&edit.file);
            let text = fs::read_to_string(&path)
                .with_context(|| format!("{}: reading {}", self.name, edit.file.display()))?;
            let count = text.matches(&edit.replace).count();
            ensure!(
                count == 1,
                "the fault {} no longer fits: in {} this stands {count} times, not once:\n{}",
                self.name,
                edit.file.display(),
                edit.replace
            );
            fs::write(&path, text.replacen(&edit.replace, &edit.with, 1))
                .with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Catalogue;

    const CATALOGUE: &str = "
        [lines]
        read = 'GET /a: 200'
        gone = 'GET /b: 404'
        [[fault]]
        name = 'status'
        line = 'read'
        fails = ['a', 'z']
        hint = { fr = 'f', en = 'e' }
        [[fault.edit]]
        file = 'src/main.rs'
        replace = '200'
        with = '201'
    ";

    #[test]
    fn what_is_missing_is_named() {
        let catalogue: Catalogue = toml::from_str(CATALOGUE).expect("a catalogue");
        let gaps = catalogue.gaps(&["a".to_owned(), "b".to_owned()]);
        let expected = [
            "status: no check is called z",
            "no fault for the check b",
            "no fault for the line “GET /b: 404”",
        ];
        assert_eq!(gaps, expected);
    }

    #[test]
    fn one_fault_is_chosen_for_each_check() {
        let fault = |name: &str, fails: &str| {
            format!(
                "[[fault]]\nname = '{name}'\nline = 'l'\nfails = {fails}\nhint = {{ fr = '', en = '' }}\nedit = []\n"
            )
        };
        let faults = [fault("one", "['a', 'b']"), fault("two", "['a']"), fault("three", "['b']")];
        let catalogue: Catalogue =
            toml::from_str(&format!("{}[lines]\n", faults.concat())).expect("a catalogue");
        let chosen = catalogue.chosen(&["a", "b", "c"].map(str::to_owned));
        assert_eq!(chosen.into_iter().collect::<Vec<_>>(), ["one", "three"]);
    }

    #[test]
    fn an_edit_that_no_longer_fits_is_refused() {
        let catalogue: Catalogue = toml::from_str(CATALOGUE).expect("a catalogue");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("src")).expect("a folder");
        let path = folder.path().join("src/main.rs");
        std::fs::write(&path, "200 and 200").expect("written");
        let error = catalogue.faults[0].apply(folder.path()).expect_err("it stands twice");
        assert!(error.to_string().contains("2 times, not once"), "{error}");
        std::fs::write(&path, "a 200").expect("written");
        catalogue.faults[0].apply(folder.path()).expect("it fits");
        assert_eq!(std::fs::read_to_string(&path).expect("text"), "a 201");
    }
}
