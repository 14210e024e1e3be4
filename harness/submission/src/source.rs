//! What there is to read, and whose it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use thiserror::Error;

use crate::git::Git;
use crate::kinds::Kind;
use crate::part::{Part, is_bare, is_folder, name_of};
use crate::paths;
use crate::read::Reading;
use crate::submission::{Student, Submission};
use crate::terms::Terms;
use crate::{folder, moodle, zips};

/// One student's submission, not yet read.
#[derive(Clone, Debug)]
pub struct Source {
    /// whose it is
    pub student: Student,
    /// where it is; inside of a download, the download's path with the student's folder
    pub path: PathBuf,
    /// a name that may say which lab it is
    called: String,
    parts: Vec<Part>,
    superseded: Option<String>,
    rank: usize,
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

impl Source {
    /// Reads the submission. What is wrong with it stands in the result.
    pub fn read(&self, terms: &Terms, git: &dyn Git) -> Submission {
        let mut submission = Submission {
            student: self.student.clone(),
            source: self.path.clone(),
            handed_in: None,
            commit: None,
            labs: BTreeMap::new(),
            left_out: Vec::new(),
            flags: Vec::new(),
            refused: None,
        };
        match (Reading { terms, caps: &terms.caps, git }).parts(&self.parts, &self.called) {
            Ok(contents) => {
                submission.handed_in = contents.handed_in;
                submission.commit = contents.commit;
                submission.labs = contents.sorted.labs;
                submission.left_out = contents.sorted.left_out;
                submission.flags = contents.sorted.flags;
                submission.refused = contents.refused;
            }
            Err(refused) => submission.refused = Some(refused),
        }
        submission
    }

    /// What counts instead of this one where both hold the same lab, when [`superseded`] found it.
    pub fn superseded_by(&self) -> Option<&str> {
        self.superseded.as_deref()
    }

    /// How many submissions of the same student came before this one, as [`superseded`] found it.
    pub fn rank(&self) -> usize {
        self.rank
    }

    fn of(name: &str, path: &Path, part: Part) -> Self {
        let student = Student { name: name.to_owned(), participant: None };
        Self {
            student,
            path: path.to_owned(),
            called: name.to_owned(),
            parts: vec![part],
            superseded: None,
            rank: 0,
        }
    }

    /// When it was handed in, as far as that can be told without reading it.
    fn cheap_time(&self, zone: &TimeZone) -> Option<Timestamp> {
        self.parts.iter().filter_map(|part| part.cheap_time(zone)).max()
    }
}

/// What there is to read at `paths`, in order. Only names are looked at.
///
/// A folder is one submission when it holds `Cargo.toml`, `labs`, `src`, a repository, or a lab's
/// folder, else a folder of submissions. Names of Moodle's downloads are taken apart in it and in a
/// zip that is given itself; never in what a student handed in, who could pass for others.
///
/// # Errors
/// A path that does not exist, cannot be read, or is neither a folder nor an archive.
pub fn list(paths: &[PathBuf]) -> Result<Vec<Source>, ListError> {
    let mut sources = Vec::new();
    let mut seen = BTreeSet::new();
    for path in paths {
        let real = fs::canonicalize(path).map_err(|error| ListError::of(path, error))?;
        if seen.insert(real.clone()) {
            sources.extend(list_one(path, &real)?);
        }
    }
    Ok(sources)
}

/// Marks what a later submission of the same student replaces. Times are those that cost little:
/// the entries' of a zip, the files' of a folder, of anything else the file's own; at the same time
/// the one that comes later in the list counts. `zone` is that of the course.
pub fn superseded(sources: &mut [Source], zone: &TimeZone) {
    let mut by_student: BTreeMap<Student, Vec<usize>> = BTreeMap::new();
    for (index, source) in sources.iter().enumerate() {
        by_student.entry(source.student.clone()).or_default().push(index);
    }
    for same in by_student.into_values().filter(|same| same.len() > 1) {
        let mut ordered = same;
        ordered.sort_by_key(|at| (sources[*at].cheap_time(zone), *at));
        let Some(latest) = ordered.last() else { continue };
        let by = sources[*latest].path.display().to_string();
        for (rank, index) in ordered.iter().enumerate() {
            sources[*index].rank = rank;
            sources[*index].superseded = (index != latest).then(|| by.clone());
        }
    }
}

fn list_one(path: &Path, real: &Path) -> Result<Vec<Source>, ListError> {
    if real.is_dir() {
        return list_folder(path, real);
    }
    let name = name_of(real);
    if Kind::of(&name).is_some_and(|(kind, _)| kind == Kind::Zip)
        && let Some(students) = zips::students(real)
    {
        return Ok(students.into_iter().map(|(who, tops)| inside(real, path, who, tops)).collect());
    }
    let mut class = Class::default();
    class.add(real)?;
    let found = class.sources();
    if found.is_empty() {
        return Err(ListError::Neither(path.to_owned()));
    }
    Ok(found)
}

fn list_folder(path: &Path, real: &Path) -> Result<Vec<Source>, ListError> {
    let name = name_of(real);
    if moodle::parse(&name).is_none() && !is_submission(real) {
        let mut class = Class::default();
        for child in folder::children(path).map_err(|error| ListError::of(path, error))? {
            let name = name_of(&child);
            if !name.starts_with('.') && paths::heavy(&name, child.is_dir()).is_none() {
                class.add(&child)?;
            }
        }
        let found = class.sources();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let mut alone = Class::default();
    alone.add(real)?;
    Ok(alone.sources())
}

fn is_submission(folder: &Path) -> bool {
    let has = |name: &&str| fs::symlink_metadata(folder.join(name)).is_ok();
    ["Cargo.toml", "labs", "src", ".git"].iter().any(has)
        || is_bare(folder)
        || folder::children(folder).is_ok_and(|children| children.iter().any(|c| is_lab(c)))
}

/// `01-salutation`, with sources: a class may have numbered its students too.
fn is_lab(folder: &Path) -> bool {
    let name = name_of(folder);
    let is_numbered = name
        .split_once('-')
        .is_some_and(|(number, _)| number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit()));
    is_numbered && is_folder(&folder.join("src"))
}

fn inside(real: &Path, path: &Path, student: Student, tops: Vec<String>) -> Source {
    let first = tops.first().cloned().unwrap_or_default();
    let part = |top| Part::Inside { download: real.to_owned(), top };
    Source {
        student,
        path: path.join(first),
        called: String::new(),
        parts: tops.into_iter().map(part).collect(),
        superseded: None,
        rank: 0,
    }
}

/// The submissions of a folder.
#[derive(Default)]
struct Class {
    moodle: BTreeMap<Student, Source>,
    others: Vec<Source>,
}

impl Class {
    /// Adds a child of the folder, unless it is no submission.
    fn add(&mut self, path: &Path) -> Result<(), ListError> {
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
            return Ok(());
        };
        match named {
            Some(named) => self.add_to(named.student, path, part),
            None => {
                let stem = match (&part, kind) {
                    (Part::Folder(_), _) => name.strip_suffix(".git").unwrap_or(&name),
                    (_, Some((_, stem))) => stem,
                    _ => &name,
                };
                self.others.push(Source::of(stem, path, part));
            }
        }
        Ok(())
    }

    fn add_to(&mut self, student: Student, path: &Path, part: Part) {
        let source = self.moodle.entry(student.clone()).or_insert_with(|| Source {
            student,
            path: path.to_owned(),
            called: String::new(),
            parts: Vec::new(),
            superseded: None,
            rank: 0,
        });
        source.parts.push(part);
    }

    fn sources(self) -> Vec<Source> {
        self.moodle.into_values().chain(self.others).collect()
    }
}
