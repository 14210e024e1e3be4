//! Reads one submission: the parts it consists of, and the archives among them.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use jiff::Timestamp;

use crate::caps::{Cap, Caps};
use crate::collector::{Collector, Content, NestedArchive, Origin, Tree, unreadable};
use crate::git::{Git, Repository};
use crate::kinds::{Kind, is_pointer};
use crate::part::{Part, is_bare, is_repository, name_of};
use crate::sort::{self, Sorted};
use crate::submission::{Problem, Refused};
use crate::terms::Terms;
use crate::{folder, tars, time, zips};

/// What a submission turned out to hold.
pub(crate) struct Contents {
    pub sorted: Sorted,
    pub handed_in: Option<Timestamp>,
    /// the commit that was read, of a repository
    pub commit: Option<String>,
    /// why no lab is among it
    pub refused: Option<Refused>,
}

/// What it takes to read anything.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub terms: &'a Terms,
    /// those of the terms, or what is left of them
    pub caps: &'a Caps,
    pub git: &'a dyn Git,
}

/// The most archives that are opened for one submission, and in one archive.
const ARCHIVES: usize = 16;

impl Reading<'_> {
    /// Reads all parts of a submission. `called` is a name that may say which lab it is.
    ///
    /// # Errors
    /// Why nothing of it can be taken.
    pub(crate) fn parts(self, parts: &[Part], called: &str) -> Result<Contents, Refused> {
        let mut tree = Tree::default();
        for part in parts {
            tree.join(self.part(part)?);
        }
        let mut archives = std::mem::take(&mut tree.archives);
        let mut is_empty = tree.is_empty();
        let mut handed_in = tree.latest;
        let commit = tree.commit.clone();
        // What is packed in an archive was opened with it, once.
        if !parts.iter().any(|part| matches!(part, Part::Archive(_))) {
            archives.extend(packed_in(&tree, &archives));
        }
        let mut sorted = sort::sort(tree, called, &self.terms.layouts, self.caps)?;
        // Files that lie there openly count; an archive beside it is just one more file.
        if !sorted.holds_labs() && !archives.is_empty() {
            sorted.left_out.retain(|out| archives.iter().all(|packed| packed.name != out.path));
            let inside = self.archives(archives, &mut sorted)?;
            is_empty = inside.is_empty && sorted.left_out.is_empty();
            handed_in = handed_in.or(inside.latest);
        }
        let refused = match sorted.holds_labs() {
            false if is_empty => Some(Refused::Empty),
            false => Some(Refused::NoLab),
            true => None,
        };
        Ok(Contents { sorted, handed_in, commit, refused })
    }

    fn part(self, part: &Part) -> Result<Tree, Refused> {
        let mut collector = Collector::new(self.terms, self.caps);
        match part {
            Part::Folder(path) if is_repository(path) => return self.clone_at(path),
            Part::Archive(path) => return self.archive_at(path),
            Part::Link(path) => return Err(Refused::Dangerous { name: name_of(path) }),
            Part::Folder(path) => folder::read(path, &mut collector)?,
            Part::File { path, name } => folder::read_file(path, name.as_bytes(), &mut collector)?,
            Part::Inside { download, top } => zips::read_part(download, top, &mut collector)?,
        }
        Ok(collector.tree)
    }

    /// A clone: the files that lie in it count, as in every other folder, and those that were not
    /// committed are told. Without any, those of the commit.
    fn clone_at(self, path: &Path) -> Result<Tree, Refused> {
        if is_bare(path) {
            return self.repository(&name_of(path), Repository::Folder(path));
        }
        let mut collector = Collector::new(self.terms, self.caps);
        folder::read(path, &mut collector)?;
        let mut lying = collector.tree;
        // Nobody left this here by mistake.
        lying.folded.remove(".git/");
        let committed = self.repository(&name_of(path), Repository::Folder(path));
        match committed {
            committed if lying.files.is_empty() => committed,
            Ok(committed) => Ok(lying.since(&committed)),
            // What git says of a folder changes nothing of the files in it.
            Err(_) => Ok(lying),
        }
    }

    fn archive_at(self, path: &Path) -> Result<Tree, Refused> {
        let packed = NestedArchive { name: name_of(path), at: Origin::Disk(path.to_owned()) };
        let mut tree = self.archive(&packed)?;
        if tree.latest.is_none() {
            let modified = fs::symlink_metadata(path).and_then(|about| about.modified()).ok();
            tree.latest = modified.and_then(time::of);
        }
        Ok(tree)
    }

    /// Takes the labs out of archives, where one lab is in several that of the latest. An archive that holds
    /// nothing but archives is opened once more.
    fn archives(
        self,
        archives: Vec<NestedArchive>,
        sorted: &mut Sorted,
    ) -> Result<Inside, Refused> {
        not_too_many(&archives)?;
        let mut read = Vec::new();
        for packed in archives {
            let tree = self.archive(&packed)?;
            read.push((tree.latest, packed.name, tree));
        }
        read.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        let mut inside = Inside { is_empty: true, latest: None };
        for (latest, name, tree) in read {
            inside.is_empty &= tree.is_empty();
            inside.latest = inside.latest.max(latest);
            let called = Kind::of(&name).map_or(name.as_str(), |(_, stem)| stem);
            sorted.join(&name, sort::sort(tree, called, &self.terms.layouts, self.caps)?);
        }
        sort::shorten(&mut sorted.left_out);
        sort::within(&sorted.labs, self.caps)?;
        Ok(inside)
    }

    /// The files of an archive; of one that holds nothing but archives, the files of those.
    fn archive(self, packed: &NestedArchive) -> Result<Tree, Refused> {
        let mut tree = self.unpacked(packed)?;
        let inner = packed_in(&tree, &[]);
        if inner.is_empty() {
            return Ok(tree);
        }
        not_too_many(&inner)?;
        let mut left = self.caps.unpacked;
        for inner in &inner {
            let caps = Caps { unpacked: left, ..self.caps.clone() };
            let found = Reading { caps: &caps, ..self }.unpacked(inner)?;
            let kept: usize = found.files.values().map(Content::size).sum();
            left = left.saturating_sub(kept as u64);
            let stem = Kind::of(&inner.name).map_or(inner.name.as_str(), |(_, stem)| stem);
            tree.files.remove(&inner.name);
            tree.join(found.below(stem));
        }
        Ok(tree)
    }

    /// The files of an archive, which is what its bytes say.
    fn unpacked(self, packed: &NestedArchive) -> Result<Tree, Refused> {
        let name = &packed.name;
        let bytes = match &packed.at {
            Origin::Disk(path) => Cow::Owned(folder::whole(path, self.caps.archive)?),
            Origin::Memory(bytes) => Cow::Borrowed(bytes.as_slice()),
        };
        let by_name = || Kind::of(name).map(|(kind, _)| kind);
        let read: fn(&[u8], &mut Collector<'_>) -> Result<(), Refused> =
            match Kind::of_bytes(&bytes).or_else(by_name) {
                _ if is_pointer(&bytes) => return Err(unreadable(name, Problem::Pointer)),
                Some(Kind::Zip) => zips::read,
                Some(Kind::Tar) => tars::read,
                Some(Kind::TarGz) => tars::read_gzip,
                Some(Kind::TarXz) => tars::read_xz,
                Some(Kind::Bundle) => return self.repository(name, Repository::Bundle(&bytes)),
                Some(Kind::Foreign(ending)) => {
                    return Err(unreadable(name, Problem::Foreign { ending: ending.to_owned() }));
                }
                None => return Err(unreadable(name, Problem::Damaged)),
            };
        let mut collector = Collector::new(self.terms, self.caps);
        // What the archive is called says more than what kind of archive it is.
        read(&bytes, &mut collector).map_err(|refused| match refused {
            Refused::Unreadable { name: at, problem } if ["zip", "tar"].contains(&at.as_str()) => {
                unreadable(name, problem)
            }
            other => other,
        })?;
        Ok(collector.tree)
    }

    fn repository(self, name: &str, repository: Repository<'_>) -> Result<Tree, Refused> {
        let head = self.git.archive(repository).map_err(|problem| unreadable(name, problem))?;
        let mut collector = Collector::new(self.terms, self.caps);
        tars::read(&head.tar, &mut collector)?;
        collector.tree.latest = head.committed.or(collector.tree.latest);
        collector.tree.commit = Some(head.commit);
        Ok(collector.tree)
    }
}

/// What was in several archives together.
struct Inside {
    is_empty: bool,
    latest: Option<Timestamp>,
}

fn not_too_many(archives: &[NestedArchive]) -> Result<(), Refused> {
    if archives.len() > ARCHIVES { Err(Refused::from(Cap::Entries)) } else { Ok(()) }
}

/// The archives among the files of a submission that has no sources, but for those that are `known`.
fn packed_in(tree: &Tree, known: &[NestedArchive]) -> Vec<NestedArchive> {
    if tree.files.keys().any(|path| path.ends_with(".rs")) {
        return Vec::new();
    }
    let is_known = |path: &str| known.iter().any(|known| known.name == path);
    let packed = tree.files.iter().filter_map(|(path, content)| match content {
        Content::Kept(bytes) if !is_known(path) => {
            Kind::of_bytes(bytes)?;
            Some(NestedArchive { name: path.clone(), at: Origin::Memory(bytes.clone()) })
        }
        _ => None,
    });
    packed.collect()
}
