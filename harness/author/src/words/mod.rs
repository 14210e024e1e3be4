//! Words that the texts of this repository do without, from `list.toml`.
//!
//! It is a net with wide meshes: what it catches is certainly wrong, and what it lets through still has to
//! be read.

mod prose;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::cargo;
use prose::{Kind, Word};

const LIST: &str = include_str!("list.toml");

/// What holds other people's texts, code that is meant to be wrong, or this list.
const LEFT_OUT: [&str; 3] = ["harness/grader/corpus/", "/faults/", "harness/author/src/words/"];

/// Chapters that nobody has read against the list yet. Remove one from here when it has been.
const UNREAD: [&str; 6] = [
    "/src/2-data/",
    "/src/3-design/",
    "/src/4-databases/",
    "/src/5-openapi/",
    "/src/glossary.md",
    "book/pictures/",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    word: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    not: Vec<String>,
    but: String,
    #[serde(default)]
    unless: Vec<String>,
}

/// Prints every place where such words stand.
///
/// # Errors
/// When there is one.
pub fn run() -> Result<()> {
    let found = found()?;
    ensure!(found.is_empty(), "{}\n{} places", found.join("\n"), found.len());
    println!("no text has one of the words in harness/author/src/words/list.toml");
    Ok(())
}

/// The places, each with what to write instead.
fn found() -> Result<Vec<String>> {
    let list: List = toml::from_str(LIST).context("reading list.toml")?;
    let root = cargo::root();
    let mut found = Vec::new();
    for file in texts(&root)? {
        let Some(kind) = Kind::of(&file) else { continue };
        let text =
            fs::read_to_string(root.join(&file)).with_context(|| format!("reading {file}"))?;
        let places = places(&prose::words(&text, kind), &list);
        found.extend(places.into_iter().map(|(line, what)| format!("{file}:{line}: {what}")));
    }
    Ok(found)
}

/// The files that are looked at.
fn texts(root: &Path) -> Result<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .context("asking git for the files")?;
    let names = String::from_utf8_lossy(&output.stdout).into_owned();
    let is_ours = |name: &&str| {
        let has = |part: &&str| name.contains(part);
        !name.is_empty() && !LEFT_OUT.iter().any(has) && !UNREAD.iter().any(has)
    };
    let files = names.split('\0').filter(is_ours).filter(|name| root.join(name).is_file());
    Ok(files.map(str::to_owned).collect())
}

/// The lines of a text with words of the list.
fn places(words: &[Word], list: &List) -> Vec<(usize, String)> {
    let mut places = Vec::new();
    for entry in &list.word {
        for not in &entry.not {
            let phrase: Vec<&str> = not.split(' ').collect();
            for (at, part) in words.windows(phrase.len()).enumerate() {
                let stands = part.iter().zip(&phrase).all(|(word, wanted)| word.text == *wanted);
                let before = at.checked_sub(1).map_or("", |before| words[before].text.as_str());
                if stands && !entry.unless.iter().any(|word| word == before) {
                    places.push((part[0].line, format!("“{not}”: write {}", entry.but)));
                }
            }
        }
    }
    places.sort();
    places
}
