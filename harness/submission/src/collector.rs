//! What every reader fills: the files of one submission, under caps.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::{self, Display};
use std::io::{self, Read};
use std::path::PathBuf;

use jiff::Timestamp;

use crate::caps::{Cap, Caps};
use crate::layout::may_be_taken;
use crate::paths::{self, Name};
use crate::submission::{LeftOut, LeftOutReason, Problem, Refused};
use crate::terms::Terms;

/// A submission, or one archive of it, as it was read.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// every plain file by its path, outside of the heavy folders
    pub files: BTreeMap<String, Content>,
    /// what is no plain file, or has no usable name
    pub left_out: Vec<LeftOut>,
    /// heavy folders, `/` at their end
    pub folded: BTreeSet<String>,
    /// archives at the top of a student's folder, which are what was handed in
    pub archives: Vec<NestedArchive>,
    /// when each file was changed
    pub modified: BTreeMap<String, Timestamp>,
    /// the latest modification
    pub latest: Option<Timestamp>,
    /// the commit that the files are of
    pub commit: Option<String>,
}

/// The content of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// it may be a lab's
    Kept(Vec<u8>),
    /// it was not read: no lab takes a file of such a name
    Unread,
    /// it was not read to its end
    TooLarge,
}

/// An archive that was handed in.
#[derive(Debug)]
pub(crate) struct NestedArchive {
    /// its name, as the student gave it
    pub name: String,
    /// where it is
    pub at: Origin,
}

/// Where an archive was found.
#[derive(Debug)]
pub(crate) enum Origin {
    /// on the disk, and no link
    Disk(PathBuf),
    /// in memory: it came out of a download
    Memory(Vec<u8>),
}

impl Content {
    /// How many bytes are kept.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Kept(bytes) => bytes.len(),
            Self::Unread | Self::TooLarge => 0,
        }
    }
}

impl Tree {
    /// The same with every path below `folder`.
    pub(crate) fn below(self, folder: &str) -> Self {
        let under = |path: String| format!("{folder}/{path}");
        Self {
            files: self.files.into_iter().map(|(path, content)| (under(path), content)).collect(),
            modified: self.modified.into_iter().map(|(path, at)| (under(path), at)).collect(),
            left_out: self
                .left_out
                .into_iter()
                .map(|out| LeftOut { path: under(out.path), ..out })
                .collect(),
            folded: self.folded.into_iter().map(under).collect(),
            ..self
        }
    }

    /// Takes in what another part of the same submission holds; what is there already stays.
    pub(crate) fn join(&mut self, other: Self) {
        for (path, content) in other.files {
            self.files.entry(path).or_insert(content);
        }
        self.modified.extend(other.modified);
        self.left_out.extend(other.left_out);
        self.folded.extend(other.folded);
        self.archives.extend(other.archives);
        self.latest = self.latest.max(other.latest);
        self.commit = self.commit.take().or(other.commit);
    }

    /// These files, with a note of each that differs from those of a commit. Without any, they were handed
    /// in when the commit was made, whenever they were copied here.
    pub(crate) fn since(mut self, commit: &Self) -> Self {
        let differs = |(path, content): &(&String, &Content)| {
            commit.files.get(*path).is_none_or(|committed| committed != *content)
        };
        let differing: Vec<String> =
            self.files.iter().filter(differs).map(|(path, _)| path.clone()).collect();
        if differing.is_empty() {
            self.latest = commit.latest.or(self.latest);
            self.commit.clone_from(&commit.commit);
        }
        for path in differing {
            self.leave_out(path, LeftOutReason::Uncommitted);
        }
        self
    }

    pub(crate) fn leave_out(&mut self, path: String, why: LeftOutReason) {
        self.left_out.push(LeftOut { path, why });
    }

    /// Whether there is nothing in it at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.left_out.is_empty() && self.folded.is_empty()
    }

    /// What was left out so far, with the heavy folders.
    pub(crate) fn take_left_out(&mut self) -> Vec<LeftOut> {
        let folded = std::mem::take(&mut self.folded).into_iter();
        let mut left_out = std::mem::take(&mut self.left_out);
        left_out.extend(folded.map(|path| LeftOut { path, why: LeftOutReason::OutsideLabs }));
        left_out
    }
}

/// Fills a [`Tree`] and stops at the caps.
pub(crate) struct Collector<'a> {
    pub caps: &'a Caps,
    pub tree: Tree,
    pub terms: &'a Terms,
    entries: u64,
    kept: u64,
}

impl<'a> Collector<'a> {
    /// `caps` are those of the terms, or what is left of them.
    pub(crate) fn new(terms: &'a Terms, caps: &'a Caps) -> Self {
        Self { caps, tree: Tree::default(), terms, entries: 0, kept: 0 }
    }

    /// Looks at the name of an entry. `None`: there is nothing more to do about it.
    ///
    /// # Errors
    /// A dangerous name, an entry too many, a folder too deep.
    pub(crate) fn enter(&mut self, raw: &[u8], is_folder: bool) -> Result<Option<String>, Refused> {
        self.entries += 1;
        if self.entries > self.caps.entries {
            return Err(Refused::from(Cap::Entries));
        }
        let path = match paths::clean(raw) {
            Name::Plain(path) => path,
            Name::Root => return Ok(None),
            Name::Dangerous(name) => return Err(Refused::Dangerous { name }),
            Name::Bad(name) => {
                self.tree.leave_out(name, LeftOutReason::BadName);
                return Ok(None);
            }
        };
        // Not looked into, so it may be as deep as it likes.
        if let Some(folder) = paths::heavy(&path, is_folder) {
            self.tree.folded.insert(folder);
            return Ok(None);
        }
        if path.split('/').count() > self.caps.depth {
            return Err(Refused::from(Cap::Depth));
        }
        Ok(Some(path))
    }

    /// Whether a lab may take a file of this path; the others are never read.
    pub(crate) fn is_wanted(&self, path: &str) -> bool {
        may_be_taken(path, &self.terms.layouts)
    }

    /// Takes a plain file: its content when a lab may take it. `content` is not read otherwise.
    ///
    /// # Errors
    /// What is kept is more than the caps allow, or `content` cannot be read.
    pub(crate) fn file(
        &mut self,
        path: String,
        modified: Option<Timestamp>,
        content: impl Read,
    ) -> Result<(), Refused> {
        self.tree.latest = self.tree.latest.max(modified);
        self.tree.modified.extend(modified.map(|modified| (path.clone(), modified)));
        let content = match self.is_wanted(&path) {
            true => self.read(&path, content)?,
            false => Content::Unread,
        };
        self.tree.files.insert(path, content);
        Ok(())
    }

    fn read(&mut self, path: &str, content: impl Read) -> Result<Content, Refused> {
        let mut bytes = Vec::new();
        content
            .take(self.caps.file + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| refused(&error, path))?;
        if bytes.len() as u64 > self.caps.file {
            return Ok(Content::TooLarge);
        }
        self.kept += bytes.len() as u64;
        if self.kept > self.caps.unpacked {
            return Err(Refused::from(Cap::Unpacked));
        }
        Ok(Content::Kept(bytes))
    }
}

/// A reader that fails at a cap.
pub(crate) struct CappedReader<R> {
    inner: R,
    left: u64,
    cap: Cap,
}

impl<R> CappedReader<R> {
    pub(crate) fn new(inner: R, (bytes, cap): (u64, Cap)) -> Self {
        Self { inner, left: bytes, cap }
    }
}

impl<R: Read> Read for CappedReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(CapReached(self.cap))),
        }
        Ok(read)
    }
}

#[derive(Debug)]
struct CapReached(Cap);

impl Display for CapReached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a cap is reached")
    }
}

impl Error for CapReached {}

/// What a failure to read comes to; `at` is the file or the archive.
pub(crate) fn refused(error: &io::Error, at: &str) -> Refused {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<CapReached>()) {
        Some(CapReached(cap)) => Refused::from(*cap),
        None if error.raw_os_error().is_some() => unreadable(at, Problem::Inaccessible),
        None => unreadable(at, Problem::Damaged),
    }
}

pub(crate) fn unreadable(at: &str, problem: Problem) -> Refused {
    Refused::Unreadable { name: at.to_owned(), problem }
}
