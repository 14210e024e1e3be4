//! The solutions with the edits of cargo-mutants, each judged by the suite of its lab: one that no check
//! fails is a gap in the suite.
//!
//! cargo-mutants says which edits there are; they are compiled and judged as the faulty servers of the
//! catalogue are, so that an interrupted run goes on, and unit tests have no part in the proof. Which
//! mutants are equivalent to the original, and why, is in `.cargo/mutants.toml`.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use engine::verdict::Verdict;
use lab::course::Lab;
use serde::{Deserialize, Serialize};

use super::kept;
use super::table::Table;
use super::workshop::{Compiled, Workshop};
use crate::cargo;
use crate::parallel::side_by_side;

/// An edit, as `cargo mutants --list --json` describes it.
#[derive(Debug, Deserialize)]
struct Mutant {
    /// the file, the line and the change
    name: String,
    /// from the root of the repository
    file: PathBuf,
    /// what is replaced
    span: Span,
    /// by what
    replacement: String,
}

/// A part of a text, its end excluded.
#[derive(Debug, Deserialize)]
struct Span {
    start: Position,
    end: Position,
}

/// Both from 1; a column is a character.
#[derive(Debug, Deserialize)]
struct Position {
    line: usize,
    column: usize,
}

/// What became of a mutant.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
enum Fate {
    /// some check failed
    Caught,
    /// every check passed
    Missed,
    /// it does not compile, and shows nothing
    Unviable,
}

/// The result for the mutants of one lab.
pub struct Mutants {
    /// the names with their fates; nothing when cargo-mutants is missing
    judged: Option<Vec<(String, Fate)>>,
}

impl Mutants {
    /// Puts it in a table.
    pub(super) fn add_to(self, table: &mut Table) {
        let Some(judged) = self.judged else {
            return table.row("mutants caught", "skipped: cargo-mutants is missing".to_owned());
        };
        let viable = judged.iter().filter(|(_, fate)| *fate != Fate::Unviable).count();
        let missed = judged.into_iter().filter(|(_, fate)| *fate == Fate::Missed);
        let missed: Vec<String> =
            missed.map(|(name, _)| format!("a mutant survives: {name}")).collect();
        table.share("mutants caught", viable - missed.len(), viable, missed);
    }
}

/// Tries every mutant of the solution of `lab`.
///
/// # Errors
/// When cargo-mutants fails, or is missing where nothing may be.
pub fn of(lab: &Lab) -> Result<Mutants> {
    let Some(mutants) = listed(lab)? else { return Ok(Mutants { judged: None }) };
    let workshop = Workshop::of(lab)?;
    let judge = kept::digest(&[&workshop.judge])?;
    let solution = Path::new("solutions").join(&lab.folder);
    let judged = side_by_side(&mutants, |mutant| {
        let fate = fate(mutant, &workshop, &solution, &judge)
            .with_context(|| format!("the mutant {}", mutant.name))?;
        Ok((mutant.name.clone(), fate))
    })?;
    Ok(Mutants { judged: Some(judged) })
}

fn listed(lab: &Lab) -> Result<Option<Vec<Mutant>>> {
    let version = Command::new("cargo").args(["mutants", "--version"]).output();
    if !version.is_ok_and(|output| output.status.success()) {
        needs::CARGO_MUTANTS.skipped_by(&format!("every mutant of {}", lab.folder))?;
        return Ok(None);
    }
    let output = Command::new("cargo")
        .args(["mutants", "--list", "--json", "--package", &format!("solution-{}", lab.name)])
        .current_dir(cargo::root())
        .stdin(Stdio::null())
        .output()
        .context("starting cargo-mutants")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "cargo-mutants fails: {errors}");
    let mutants = serde_json::from_slice(&output.stdout).context("reading its list")?;
    Ok(Some(mutants))
}

fn fate(mutant: &Mutant, workshop: &Workshop, solution: &Path, judge: &str) -> Result<Fate> {
    let mut name = DefaultHasher::new();
    mutant.name.hash(&mut name);
    let folder = format!("mutants/{:016x}", name.finish());
    let change = |copy: &Path| mutant.apply(&copy.join(mutant.file.strip_prefix(solution)?));
    workshop.changed(&folder, change, |changed| {
        let key = format!("{} {judge}", changed.digest);
        let file = changed.folder.join("fate.json");
        let is_good = |fate: &Fate| *fate != Fate::Missed;
        kept::or_find(&file, &key, is_good, || {
            let Compiled::Server(server) = changed.compile()? else { return Ok(Fate::Unviable) };
            let judged = workshop.judged(&server)?;
            // There are hundreds of them.
            fs::remove_file(&server.program).context("removing a mutant")?;
            let fails = judged.iter().any(|(check, _)| check.verdict != Verdict::Passed);
            Ok(if fails { Fate::Caught } else { Fate::Missed })
        })
    })
}

impl Mutant {
    fn apply(&self, file: &Path) -> Result<()> {
        let text =
            fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        let changed = self.span.replaced(&text, &self.replacement);
        let changed = changed.with_context(|| format!("{} is no longer there", self.name))?;
        fs::write(file, changed).with_context(|| format!("writing {}", file.display()))
    }
}

impl Span {
    /// `text` with another part in the place of this one; nothing when it does not reach as far.
    fn replaced(&self, text: &str, part: &str) -> Option<String> {
        let (start, end) = (self.start.offset(text)?, self.end.offset(text)?);
        Some(format!("{}{part}{}", text.get(..start)?, text.get(end..)?))
    }
}

impl Position {
    /// In bytes.
    fn offset(&self, text: &str) -> Option<usize> {
        let lines = text.split_inclusive('\n');
        let before: usize = lines.clone().take(self.line - 1).map(str::len).sum();
        let line = lines.clone().nth(self.line - 1)?;
        let ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
        Some(before + ends.take(self.column).last()?)
    }
}

#[cfg(test)]
mod tests {
    use super::Mutant;

    fn replaced(span: &str, text: &str) -> Option<String> {
        let listed = format!(
            "{{\"name\": \"a\", \"package\": \"p\", \"file\": \"src/main.rs\", \"genre\": \"FnValue\", \
             \"function\": null, \"replacement\": \"0\", \"diff\": \"\", \"span\": {span}}}"
        );
        let mutant: Mutant = serde_json::from_str(&listed).expect("as cargo-mutants lists it");
        mutant.span.replaced(text, &mutant.replacement)
    }

    #[test]
    fn a_part_of_a_text_is_replaced() {
        let text = "fn é() {\n    1 + 2\n}\n";
        let span = r#"{"start": {"line": 1, "column": 8}, "end": {"line": 3, "column": 2}}"#;
        assert_eq!(replaced(span, text).as_deref(), Some("fn é() 0\n"));
        let span = r#"{"start": {"line": 2, "column": 7}, "end": {"line": 2, "column": 8}}"#;
        assert_eq!(replaced(span, text).as_deref(), Some("fn é() {\n    1 0 2\n}\n"));
        let span = r#"{"start": {"line": 9, "column": 1}, "end": {"line": 9, "column": 2}}"#;
        assert_eq!(replaced(span, text), None);
    }
}
