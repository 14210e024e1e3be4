//! Links in the documents: every relative one leads to a file, and its fragment to a heading; the
//! chapter of every check and of every lab is there, in both languages.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::cargo;

/// Checks every Markdown file that git knows.
///
/// # Errors
/// Names every link that leads nowhere, with its file.
pub fn check() -> Result<()> {
    let root = cargo::root();
    let mut broken = Vec::new();
    for file in documents(&root)? {
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        for link in links(&text) {
            if let Some(why) = dead(&file, &link)? {
                let file = file.strip_prefix(&root).unwrap_or(&file);
                broken.push(format!("{}: {link} ({why})", file.display()));
            }
        }
    }
    if !broken.is_empty() {
        bail!("these links lead nowhere:\n{}", broken.join("\n"));
    }
    Ok(())
}

/// Why `chapter`, as a check names it, is not in the book of `tree` (`fr` or `en`).
///
/// # Errors
/// When a page cannot be read.
pub fn missing_chapter(tree: &str, chapter: &str) -> Result<Option<&'static str>> {
    let pages = cargo::root().join("book").join(tree).join("src/SUMMARY.md");
    dead(&pages, chapter)
}

fn documents(root: &Path) -> Result<Vec<PathBuf>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"])
        .current_dir(root)
        .output()
        .context("asking git for the documents")?;
    let names = String::from_utf8_lossy(&output.stdout).into_owned();
    let paths = names.split('\0').filter(|name| !name.is_empty()).map(|name| root.join(name));
    Ok(paths.filter(|path| path.is_file()).collect())
}

fn links(text: &str) -> Vec<String> {
    Parser::new_ext(text, Options::all())
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                Some(dest_url.into_string())
            }
            _ => None,
        })
        .collect()
}

/// Why a link of `file` leads nowhere. Links to other sites are not followed: tests are offline.
fn dead(file: &Path, link: &str) -> Result<Option<&'static str>> {
    if link.contains("://") || link.starts_with("mailto:") {
        return Ok(None);
    }
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    let folder = file.parent().context("a document lies in a folder")?;
    let target = if path.is_empty() { file.to_owned() } else { folder.join(path) };
    if !target.exists() {
        return Ok(Some("no such file"));
    }
    if fragment.is_empty() || target.extension().is_none_or(|extension| extension != "md") {
        return Ok(None);
    }
    let text = fs::read_to_string(&target).with_context(|| target.display().to_string())?;
    Ok((!anchors(&text).contains(fragment)).then_some("no such heading"))
}

/// The names under which the headings of a page can be linked to: the one given as `{#name}`, else
/// the heading in lower case, spaces as hyphens, as mdBook and GitHub make it.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, Options::all()) {
        match event {
            Event::Start(Tag::Heading { id: Some(id), .. }) => {
                anchors.insert(id.into_string());
            }
            Event::Start(Tag::Heading { id: None, .. }) => heading = Some(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                anchors.extend(heading.take().map(|heading| slug(&heading)));
            }
            _ => {}
        }
    }
    anchors
}

fn slug(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::anchors;

    #[test]
    fn a_heading_is_linked_to_by_its_name_or_by_its_words() {
        let found = anchors("# What it is: `lab`\n\n## Le titre {#title}\n");
        assert!(found.contains("what-it-is-lab"), "{found:?}");
        assert!(found.contains("title"), "{found:?}");
        assert!(!found.contains("le-titre"), "{found:?}");
    }
}
