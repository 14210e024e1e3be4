//! Lists the submissions at the instructor's paths, and the entries that are not submissions. Reads only names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::kinds::Kind;
use crate::part::{Part, is_bare, is_folder, name_of};
use crate::source::Source;
use crate::submission::Student;
use crate::{classroom, folder, moodle, names, paths, zips};

/// The entries at the instructor's paths: each is a submission, a part of one, or ignored.
#[derive(Debug, Default)]
pub struct Listing {
    /// the submissions, in order
    pub sources: Vec<Source>,
    /// the entries beside them, which aren't submissions
    pub ignored: Vec<Ignored>,
}

/// An entry that is no submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// where it is
    pub path: PathBuf,
    /// why it isn't one
    pub why: IgnoredReason,
}

/// Why an entry is no submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IgnoredReason {
    /// its name begins with a dot
    Hidden,
    /// tools make such folders: `target`, `__MACOSX`
    Tools,
    /// it is neither a folder nor an archive
    Neither,
    /// its name has no student, unlike the others in the download
    Nobody,
}

/// Why there is nothing to read at a path.
#[derive(Debug, Error)]
pub enum ListError {
    /// it does not exist
    #[error("{} does not exist", .0.display())]
    Missing(PathBuf),
    /// it cannot be looked at
    #[error("{} cannot be read", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    /// it is neither a folder nor an archive
    #[error("{} is neither a folder nor an archive", .0.display())]
    Neither(PathBuf),
}

impl ListError {
    fn of(path: &Path, error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::Missing(path.to_owned()),
            _ => Self::Unreadable(path.to_owned(), error),
        }
    }
}

/// Lists what there is to read at `paths`, in order. `labs` are the folders of the course's labs.
///
/// A folder is one submission when it holds `Cargo.toml`, `labs`, `src`, a repository, or a lab's
/// folder, else a folder of submissions. Names of Moodle's downloads are taken apart in it and in a
/// zip that is given itself; never in what a student handed in, who could pass for others.
///
/// # Errors
/// A path that does not exist, cannot be read, or is neither a folder nor an archive.
pub fn list(paths: &[PathBuf], labs: &[String]) -> Result<Listing, ListError> {
    let mut listing = Listing::default();
    let mut seen = BTreeSet::new();
    for path in paths {
        let real = fs::canonicalize(path).map_err(|error| ListError::of(path, error))?;
        if seen.insert(real.clone()) {
            let found = list_one(path, &real, labs)?;
            listing.sources.extend(found.sources);
            listing.ignored.extend(found.ignored);
        }
    }
    Ok(listing)
}

fn list_one(path: &Path, real: &Path, labs: &[String]) -> Result<Listing, ListError> {
    if real.is_dir() {
        return list_folder(path, real, labs);
    }
    let name = name_of(real);
    if Kind::of(&name).is_some_and(|(kind, _)| kind == Kind::Zip)
        && let Some(download) = zips::students(real)
    {
        return Ok(list_download(path, real, download));
    }
    let mut class = Class::default();
    class.add(real, None)?;
    let found = class.listing();
    if found.sources.is_empty() {
        return Err(ListError::Neither(path.to_owned()));
    }
    Ok(found)
}

/// The students of a zip of Moodle's, and what else lies at its top.
fn list_download(path: &Path, real: &Path, download: zips::Download) -> Listing {
    let source = |(student, tops): (Student, Vec<String>)| {
        let first = tops.first().cloned().unwrap_or_default();
        let part = |top| Part::Inside { download: real.to_owned(), top };
        Source::new(student, path.join(first), "", tops.into_iter().map(part).collect())
    };
    let ignored = |top: String| {
        let why = match paths::heavy(&top, true) {
            Some(_) => IgnoredReason::Tools,
            None if top.starts_with('.') => IgnoredReason::Hidden,
            None => IgnoredReason::Nobody,
        };
        Ignored { path: path.join(top), why }
    };
    Listing {
        sources: download.students.into_iter().map(source).collect(),
        ignored: download.others.into_iter().map(ignored).collect(),
    }
}

fn list_folder(path: &Path, real: &Path, labs: &[String]) -> Result<Listing, ListError> {
    let name = name_of(real);
    let children = folder::children(path).map_err(|error| ListError::of(path, error))?;
    let logins = classroom::Logins::of(&name, &children, labs);
    if moodle::parse(&name).is_none() && (logins.is_some() || !is_submission(real, &children)) {
        let mut class = Class::default();
        for child in children {
            let name = name_of(&child);
            if paths::heavy(&name, child.is_dir()).is_some() {
                class.ignore(&child, IgnoredReason::Tools);
            } else if name.starts_with('.') {
                class.ignore(&child, IgnoredReason::Hidden);
            } else {
                class.add(&child, logins.as_ref())?;
            }
        }
        let found = class.listing();
        if !found.sources.is_empty() {
            return Ok(found);
        }
    }
    let mut alone = Class::default();
    alone.add(real, None)?;
    Ok(alone.listing())
}

fn is_submission(folder: &Path, children: &[PathBuf]) -> bool {
    let has = |name: &&str| fs::symlink_metadata(folder.join(name)).is_ok();
    ["Cargo.toml", "labs", "src", ".git"].iter().any(has)
        || is_bare(folder)
        || children.iter().any(|child| is_lab(child))
}

/// `01-salutation`, with sources: a class may have numbered its students too.
fn is_lab(folder: &Path) -> bool {
    let name = name_of(folder);
    let is_numbered = name
        .split_once('-')
        .is_some_and(|(number, _)| number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit()));
    is_numbered && is_folder(&folder.join("src"))
}

/// The entries of a folder.
#[derive(Default)]
struct Class {
    moodle: BTreeMap<Student, Source>,
    others: Vec<Source>,
    ignored: Vec<Ignored>,
}

impl Class {
    /// Adds a child of the folder.
    fn add(&mut self, path: &Path, logins: Option<&classroom::Logins>) -> Result<(), ListError> {
        let name = name_of(path);
        let about = fs::symlink_metadata(path).map_err(|error| ListError::of(path, error))?;
        let named = moodle::parse(&name);
        let kind = Kind::of(&name);
        let part = if about.is_dir() {
            Part::Folder(path.to_owned())
        } else if about.is_symlink() && (named.is_some() || kind.is_some() || path.is_dir()) {
            Part::Link(path.to_owned())
        } else if let (Some(named), true) = (&named, about.is_file()) {
            let name = named.file.clone().unwrap_or(name.clone());
            Part::File { path: path.to_owned(), name }
        } else if kind.is_some() && about.is_file() {
            Part::Archive(path.to_owned())
        } else {
            self.ignore(path, IgnoredReason::Neither);
            return Ok(());
        };
        let Some(named) = named else {
            let stem = match (&part, kind) {
                (Part::Folder(_), _) => name.strip_suffix(".git").unwrap_or(&name),
                (_, Some((_, stem))) => stem,
                _ => &name,
            };
            let login = logins.and_then(|logins| logins.login(stem)).unwrap_or(stem);
            let student = Student::named(names::composed(login));
            self.others.push(Source::new(student, path.to_owned(), stem, vec![part]));
            return Ok(());
        };
        let new = || Source::new(named.student.clone(), path.to_owned(), "", Vec::new());
        self.moodle.entry(named.student.clone()).or_insert_with(new).parts.push(part);
        Ok(())
    }

    fn ignore(&mut self, path: &Path, why: IgnoredReason) {
        self.ignored.push(Ignored { path: path.to_owned(), why });
    }

    fn listing(self) -> Listing {
        let sources = self.moodle.into_values().chain(self.others).collect();
        Listing { sources, ignored: self.ignored }
    }
}
