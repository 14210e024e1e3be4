//! The subjects of the course: `book/subjects.toml` says where each is taught, and a test makes sure that it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use lab::course::Course;
use serde::Deserialize;

use crate::{cargo, links};

/// The parts of the course.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subjects {
    /// in the order of the book
    #[serde(rename = "part")]
    pub parts: Vec<Part>,
}

/// A part of the course.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// what it is about
    pub name: String,
    /// the names of its labs
    pub labs: Vec<String>,
    /// what it teaches, and the section that does
    pub subjects: BTreeMap<String, String>,
}

impl Subjects {
    /// Those of the course.
    ///
    /// # Errors
    /// When the file is missing or malformed.
    pub fn find() -> Result<Self> {
        let file = cargo::root().join("book/subjects.toml");
        let text =
            fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        toml::from_str(&text).with_context(|| format!("reading {}", file.display()))
    }

    /// What is missing: a section in one of the languages, a lab, a page or a lab that no part names.
    ///
    /// # Errors
    /// When the book or the course cannot be read.
    pub fn gaps(&self) -> Result<Vec<String>> {
        let mut gaps = Vec::new();
        let subjects = || self.parts.iter().flat_map(|part| &part.subjects);
        for (subject, section) in subjects() {
            for tree in ["fr", "en"] {
                if let Some(why) = links::missing_chapter(tree, section)? {
                    gaps.push(format!("{subject}: {section} in the book in {tree}: {why}"));
                }
            }
        }
        let labs: BTreeSet<String> =
            Course::find()?.labs.iter().map(|lab| lab.name.clone()).collect();
        let named: BTreeSet<String> =
            self.parts.iter().flat_map(|part| part.labs.iter().cloned()).collect();
        gaps.extend(labs.symmetric_difference(&named).map(|lab| format!("the lab {lab}")));
        let taught: BTreeSet<&str> =
            subjects().filter_map(|(_, section)| section.split('#').next()).collect();
        let pages = pages(&cargo::root().join("book/en/src"))?;
        let untaught = pages.iter().filter(|page| !taught.contains(page.as_str()));
        gaps.extend(untaught.map(|page| format!("no subject has the page {page}")));
        Ok(gaps)
    }
}

/// The pages of the parts: those in folders whose name begins with a digit.
fn pages(book: &Path) -> Result<Vec<String>> {
    let mut pages = Vec::new();
    for folder in fs::read_dir(book)? {
        let folder = folder?;
        let name = folder.file_name().to_string_lossy().into_owned();
        if !name.starts_with(|first: char| first.is_ascii_digit()) {
            continue;
        }
        for page in fs::read_dir(folder.path())? {
            pages.push(format!("{name}/{}", page?.file_name().to_string_lossy()));
        }
    }
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Part, Subjects};

    #[test]
    fn every_subject_has_its_section_in_both_languages_and_every_lab_its_part() {
        let gaps = Subjects::find().expect("the subjects").gaps().expect("the book");
        assert!(gaps.is_empty(), "{gaps:#?}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let section = "10-library/library.md#no-such-section".to_owned();
        let subjects = BTreeMap::from([("a".to_owned(), section)]);
        let part = Part { name: "p".to_owned(), labs: vec!["no-such-lab".to_owned()], subjects };
        let gaps = Subjects { parts: vec![part] }.gaps().expect("the book");
        for gap in ["#no-such-section in the book in fr", "the lab no-such-lab", "the lab library"]
        {
            assert!(gaps.iter().any(|found| found.contains(gap)), "{gap}: {gaps:#?}");
        }
        assert!(gaps.contains(&"no subject has the page 1-apis/http.md".to_owned()), "{gaps:#?}");
    }
}
