//! The `{{#include …}}` lines of a page, and those that are broken.
//!
//! mdBook only logs a missing file, and shows an empty listing for a missing anchor. Here, both are
//! errors that name the page and the line.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// An include of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// the line of the page, from 1
    pub line: usize,
    /// the file, relative to the page
    pub path: String,
    /// what follows the path and a colon: an anchor, or lines
    pub part: String,
}

impl fmt::Display for Include {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colon = if self.part.is_empty() { "" } else { ":" };
        write!(f, "{}{colon}{}", self.path, self.part)
    }
}

/// The includes of a page. After a backslash, `{{` is text.
pub fn of(page: &str) -> Vec<Include> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = page[from..].find("{{").map(|at| from + at) {
        from = at + 2;
        let Some(end) = page[from..].find("}}").map(|end| from + end) else { break };
        let inside = page[from..end].trim_start();
        let mut words = inside.split_whitespace();
        let verb = words.next().unwrap_or_default();
        let escaped = page[..at].ends_with('\\');
        if escaped || !matches!(verb, "#include" | "#rustdoc_include" | "#playground") {
            continue;
        }
        let target = words.next().unwrap_or_default();
        let (path, part) = target.split_once(':').unwrap_or((target, ""));
        let line = page[..at].matches('\n').count() + 1;
        found.push(Include { line, path: path.to_owned(), part: part.to_owned() });
        from = end + 2;
    }
    found
}

/// The broken includes of the pages under `folder`, one message for each.
///
/// # Errors
/// When a page cannot be read.
pub fn broken(folder: &Path) -> Result<Vec<String>> {
    let mut messages = Vec::new();
    for page in pages(folder)? {
        let text = fs::read_to_string(&page).with_context(|| page.display().to_string())?;
        let beside = page.parent().context("a page lies in a folder")?;
        for include in of(&text) {
            if let Err(why) = text_of(&include, beside) {
                messages.push(format!("{}:{}: {include}: {why:#}", page.display(), include.line));
            }
        }
    }
    Ok(messages)
}

/// Every Markdown file under `folder`, sorted.
///
/// # Errors
/// When a folder cannot be read.
pub fn pages(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(pages(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The text that an include inserts into a page of the folder `beside`.
///
/// # Errors
/// When the file or the anchor is missing, or the text is empty.
pub fn text_of(include: &Include, beside: &Path) -> Result<String> {
    let file = beside.join(&include.path);
    ensure!(file.is_file(), "no such file");
    let text = fs::read_to_string(&file).context("not readable as text")?;
    let included = if let Some(anchor) = anchor(&include.part) {
        anchored(&text, anchor).with_context(|| format!("no line has ANCHOR: {anchor}"))?
    } else {
        let (first, last) = lines(&include.part);
        let count = last.saturating_sub(first).saturating_add(1);
        text.lines().skip(first - 1).take(count).collect::<Vec<_>>().join("\n")
    };
    ensure!(!included.trim().is_empty(), "nothing is there");
    Ok(included)
}

/// The name of the anchor, unless the part is line numbers.
fn anchor(part: &str) -> Option<&str> {
    let first = part.split(':').next().unwrap_or_default();
    (!first.is_empty() && first.parse::<usize>().is_err()).then_some(first)
}

/// The first and last line, from 1, of a part such as `4`, `4:9`, `4:`, `:9` or nothing.
fn lines(part: &str) -> (usize, usize) {
    let number = |text: &str| text.parse::<usize>().ok();
    let mut parts = part.split(':');
    let first = parts.next().and_then(number);
    let last = match parts.next() {
        Some(text) => number(text).unwrap_or(usize::MAX),
        None => first.unwrap_or(usize::MAX),
    };
    (first.unwrap_or(1).max(1), last)
}

/// The lines between `ANCHOR: name` and its end, without the marks of other anchors.
fn anchored(text: &str, name: &str) -> Option<String> {
    let named = |line: &str, mark: &str| {
        let rest = line.split_once(mark)?.1.trim_start();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
        Some(rest[..end.unwrap_or(rest.len())].to_owned())
    };
    let mut lines = text.lines();
    lines.find(|line| named(line, "ANCHOR:").as_deref() == Some(name))?;
    let inside = lines.take_while(|line| named(line, "ANCHOR_END:").as_deref() != Some(name));
    let kept = inside.filter(|line| !line.contains("ANCHOR:") && !line.contains("ANCHOR_END:"));
    Some(kept.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn includes_are_found_with_their_lines_unless_a_backslash_escapes_them() {
        let page = "a\n```\n{{#include ../a.rs:greeting}}\n```\n\\{{#include no.rs}} {{nom}}\n\
                    {{ #rustdoc_include b.snap:4: }}{{#title Other}}\n";
        let found: Vec<String> = of(page).iter().map(|i| format!("{} {i}", i.line)).collect();
        assert_eq!(found, ["3 ../a.rs:greeting", "6 b.snap:4:"]);
    }

    #[test]
    fn line_numbers_mean_what_they_mean_to_mdbook() {
        assert_eq!(lines(""), (1, usize::MAX));
        assert_eq!(lines("4"), (4, 4));
        assert_eq!(lines("4:"), (4, usize::MAX));
        assert_eq!(lines("4:9"), (4, 9));
        assert_eq!(lines(":9"), (1, 9));
    }

    #[test]
    fn an_anchor_ends_at_its_mark_and_leaves_out_the_marks_of_others() {
        let text =
            "x\n// ANCHOR: a\none\n// ANCHOR: ab\ntwo\n// ANCHOR_END: ab\n// ANCHOR_END: a\n";
        assert_eq!(anchored(text, "a").as_deref(), Some("one\ntwo"));
        assert_eq!(anchored(text, "ab").as_deref(), Some("two"));
        assert_eq!(anchored(text, "b"), None);
    }

    #[test]
    fn a_broken_include_is_reported_with_its_page_and_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let write =
            |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
        write(
            "code.rs",
            "// ANCHOR: full\nfn f() {}\n// ANCHOR_END: full\n// ANCHOR: empty\n// ANCHOR_END: empty\n",
        );
        write(
            "page.md",
            "{{#include code.rs:full}}\n{{#include gone.rs}}\n{{#include code.rs:other}}\n\
             {{#include code.rs:empty}}\n{{#include code.rs:40:}}\n",
        );
        let messages = broken(folder.path()).expect("readable");
        let page = folder.path().join("page.md").display().to_string();
        let expected = [
            ":2: gone.rs: no such file",
            ":3: code.rs:other: no line has ANCHOR: other",
            ":4: code.rs:empty: nothing is there",
            ":5: code.rs:40:: nothing is there",
        ];
        assert_eq!(messages, expected.map(|message| format!("{page}{message}")));
    }
}
