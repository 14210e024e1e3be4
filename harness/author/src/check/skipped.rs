//! What a run of the tests skipped: a test without what it needs has proved nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use needs::Note;

use crate::cargo;

/// Tests that are named for each thing that is missing.
const NAMED: usize = 5;

/// The notes that skipped tests leave.
pub struct Skipped {
    notes: PathBuf,
}

impl Skipped {
    /// An empty file for the notes.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn none_yet() -> Result<Self> {
        let notes = cargo::root().join("target/skipped");
        fs::write(&notes, "").with_context(|| format!("making {}", notes.display()))?;
        Ok(Self { notes })
    }

    /// Where a test notes that it is skipped.
    pub fn notes(&self) -> &Path {
        &self.notes
    }

    /// What is missing, how many tests need it, which, and how to get it.
    ///
    /// # Errors
    /// When the notes cannot be read.
    pub fn table(&self) -> Result<String> {
        let notes = fs::read_to_string(&self.notes);
        let notes = notes.with_context(|| format!("reading {}", self.notes.display()))?;
        Ok(table(notes.lines().filter_map(Note::read)))
    }
}

fn table<'a>(notes: impl Iterator<Item = Note<'a>>) -> String {
    let mut missing: BTreeMap<&str, (&str, BTreeSet<&str>)> = BTreeMap::new();
    for Note { who, need } in notes {
        missing.entry(need.what).or_insert((need.install, BTreeSet::new())).1.insert(who);
    }
    let all: usize = missing.values().map(|(_, tests)| tests.len()).sum();
    if all == 0 {
        return "── skipped: nothing\n".to_owned();
    }
    let mut table = format!("── skipped, and so not checked: {all}\n");
    // Writing to a string cannot fail.
    let _ = writeln!(table, "{:>5}  {:<28}how to get it", "tests", "missing");
    for (what, (install, tests)) in missing {
        let _ = writeln!(table, "{:>5}  {what:<28}{install}", tests.len());
        for test in tests.iter().take(NAMED) {
            let _ = writeln!(table, "{:>5}  – {test}", "");
        }
        if let Some(more) = tests.len().checked_sub(NAMED).filter(|more| *more > 0) {
            let _ = writeln!(table, "{:>5}  – and {more} more", "");
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use needs::{CHROMIUM, FLASK, Note};

    use super::table;

    #[test]
    fn what_is_missing_is_counted_and_explained() {
        let names = ["a", "b", "c", "d", "e", "f", "g", "g"];
        let notes = names.map(|who| Note { who, need: CHROMIUM });
        let table = table(notes.into_iter().chain([Note { who: "h", need: FLASK }]));
        let expected = "\
── skipped, and so not checked: 8
tests  missing                     how to get it
    7  Chromium                    apt install chromium, or its path in CHROMIUM
       – a
       – b
       – c
       – d
       – e
       – and 2 more
    1  Flask                       apt install python3; pip install flask
       – h
";
        assert_eq!(table, expected);
    }

    #[test]
    fn nothing_skipped_is_said_too() {
        assert_eq!(table([].into_iter()), "── skipped: nothing\n");
    }
}
