//! Generates the starter that a student receives from the solution that the author wrote.
//!
//! A solution contains marked regions. The lines between `SOLUTION-BEGIN` and `SOLUTION-END` are
//! what the student has to write. Lines after an optional `SOLUTION-ELSE` are comments in the
//! solution and replace the region in the starter. A mark is a comment of its own, in the language
//! of the file:
//!
//! ```text
//! // SOLUTION-BEGIN
//! "hello world"
//! // SOLUTION-ELSE
//! // todo!("the greeting")
//! // SOLUTION-END
//! ```
//!
//! Everything outside the regions is the same on both sides, with four exceptions. The package
//! `solution-x` becomes `x`, in `Cargo.lock` too. Only the solution has the folder `tests/`, and only the solution has
//! the book's anchors, which are comments `ANCHOR: name` and `ANCHOR_END: name`. A file that has no
//! comments, such as JSON, cannot be marked: if the solution has another file of the same path in its
//! folder `starter/`, the starter gets that one instead.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

const BEGIN: &str = "SOLUTION-BEGIN";
const ELSE: &str = "SOLUTION-ELSE";
const END: &str = "SOLUTION-END";

/// How comments begin that mark an extract for the book.
const ANCHORS: [&str; 2] = ["ANCHOR:", "ANCHOR_END:"];

/// The folder that only a solution has.
const PROOF: &str = "tests";

/// The folder with the files that a starter gets instead of those of the solution.
const INSTEAD: &str = "starter";

/// The manifest of a package.
const MANIFEST: &str = "Cargo.toml";

/// The packages of a lab that stands alone.
const LOCK: &str = "Cargo.lock";

/// A file of a starter: its path inside the lab's folder, and its content.
pub type StarterFile = (PathBuf, String);

/// The files of the starter of the solution in `folder`, sorted by path.
///
/// # Errors
/// When a file cannot be read, is not UTF-8, or has unpaired marks. The error names the file and
/// the line.
pub fn from_solution(folder: &Path) -> Result<Vec<StarterFile>> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    let instead = folder.join(INSTEAD);
    let is_given = |path: &PathBuf| {
        let inside = path.strip_prefix(folder).unwrap_or(path);
        !path.starts_with(folder.join(PROOF)) && !instead.join(inside).is_file()
    };
    paths.retain(is_given);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let source =
                fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
            let text = starter_text(&source).with_context(|| format!("in {}", path.display()))?;
            let inside =
                path.strip_prefix(&instead).or_else(|_| path.strip_prefix(folder))?.to_owned();
            let text = match inside.to_str() {
                Some(MANIFEST) => renamed(&text),
                Some(LOCK) => relocked(&text),
                _ => text,
            };
            Ok((inside, text))
        })
        .collect()
}

/// The manifest of the starter of the solution in `folder`.
///
/// # Errors
/// Those of [`from_solution`], for this file.
pub fn manifest(folder: &Path) -> Result<String> {
    let path = folder.join(MANIFEST);
    let source =
        fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let text = starter_text(&source).with_context(|| format!("in {}", path.display()))?;
    Ok(renamed(&text))
}

/// The manifest of a solution with the name of the starter's package.
fn renamed(manifest: &str) -> String {
    manifest.replacen("name = \"solution-", "name = \"", 1)
}

/// The lock of a solution with the name of the starter's package, which has another place in it: cargo sorts
/// packages by name.
fn relocked(lock: &str) -> String {
    const PACKAGE: &str = "[[package]]\n";
    let mut parts = lock.split(PACKAGE).map(|part| part.trim_end().to_owned());
    let head = parts.next().unwrap_or_default();
    let mut packages: Vec<String> = parts.map(|package| renamed(&package)).collect();
    // Several versions of a crate stay in their order.
    packages.sort_by_cached_key(|package| package.lines().next().map(str::to_owned));
    let packages = packages.iter().map(|package| format!("{PACKAGE}{package}\n"));
    std::iter::once(format!("{head}\n")).chain(packages).collect::<Vec<_>>().join("\n")
}

/// Writes the starter of `solution` to the folder `lab`, which is created if it does not exist.
///
/// Other files in `lab` stay where they are.
///
/// # Errors
/// Those of [`from_solution`], and a file that cannot be written.
pub fn write(solution: &Path, lab: &Path) -> Result<()> {
    for (inside, text) in from_solution(solution)? {
        let path = lab.join(inside);
        let parent = path.parent().context("a file of a starter is in a folder")?;
        fs::create_dir_all(parent).with_context(|| format!("creating {}", parent.display()))?;
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

/// The files of `lab` that differ from the starter of `solution`, with those that are missing.
///
/// # Errors
/// Those of [`from_solution`].
pub fn differences(solution: &Path, lab: &Path) -> Result<Vec<PathBuf>> {
    let starter = from_solution(solution)?;
    let mut present = Vec::new();
    collect(lab, &mut present)?;
    let mut differing: Vec<PathBuf> = starter
        .iter()
        .map(|(inside, text)| (lab.join(inside), text))
        .filter(|(path, text)| !fs::read_to_string(path).is_ok_and(|found| found == **text))
        .map(|(path, _)| path)
        .collect();
    differing.extend(
        present
            .into_iter()
            .filter(|path| !starter.iter().any(|(inside, _)| lab.join(inside) == *path)),
    );
    Ok(differing)
}

/// The starter's version of a file.
///
/// # Errors
/// When a mark is out of place; the error names the line, counted from 1.
pub fn starter_text(source: &str) -> Result<String> {
    let mut side = Side::Both;
    let mut starter = String::with_capacity(source.len());
    for (number, line) in source.lines().enumerate().map(|(i, line)| (i + 1, line)) {
        side = match (side, mark(line)) {
            (Side::Both, Some(BEGIN)) => Side::Solution,
            (Side::Solution, Some(ELSE)) => Side::Starter,
            (Side::Solution | Side::Starter, Some(END)) => Side::Both,
            (_, Some(mark)) => bail!("line {number}: {mark} is out of place"),
            (side, None) if is_anchor(line) => side,
            (Side::Solution, None) => Side::Solution,
            (Side::Starter, None) => {
                let line = uncomment(line).with_context(|| {
                    format!("line {number}: a line after {ELSE} must be a comment")
                })?;
                starter.push_str(&line);
                starter.push('\n');
                Side::Starter
            }
            (Side::Both, None) => {
                starter.push_str(line);
                starter.push('\n');
                Side::Both
            }
        };
    }
    ensure!(side == Side::Both, "a {BEGIN} has no {END}");
    Ok(starter)
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Both,
    Solution,
    Starter,
}

/// The mark that `line` consists of, in any form of comment.
fn mark(line: &str) -> Option<&'static str> {
    let text = comment(line)?;
    [BEGIN, ELSE, END].into_iter().find(|mark| *mark == text.trim())
}

/// Whether `line` is an anchor of the book and nothing else.
fn is_anchor(line: &str) -> bool {
    comment(line).is_some_and(|text| ANCHORS.iter().any(|mark| text.trim().starts_with(mark)))
}

/// The text of the comment that `line` consists of: `// …`, `# …`, `-- …` or `{# … #}`.
fn comment(line: &str) -> Option<&str> {
    let line = line.trim();
    if let Some(inside) = line.strip_prefix("{#") {
        return inside.strip_suffix("#}").map(|text| text.strip_suffix(' ').unwrap_or(text));
    }
    ["//", "#", "--"].into_iter().find_map(|sign| line.strip_prefix(sign))
}

/// The line without its comment sign, with the same indentation.
fn uncomment(line: &str) -> Option<String> {
    let indent = &line[..line.len() - line.trim_start().len()];
    let text = comment(line)?;
    let text = text.strip_prefix(' ').unwrap_or(text);
    Some(if text.is_empty() { String::new() } else { format!("{indent}{text}") })
}

/// Every file under `folder`, without build products.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("reading {}", folder.display()))?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if entry.file_name() != "target" {
                collect(&path, paths)?;
            }
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
