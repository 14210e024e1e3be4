//! Reads one submission: the parts it consists of, and the archives among them.

use std::fs;
use std::path::Path;

use jiff::Timestamp;

use crate::caps::Caps;
use crate::collector::{Collector, NestedArchive, Origin, Tree, unreadable};
use crate::git::{Git, Repository};
use crate::layout::LabLayout;
use crate::part::{Part, is_bare, is_repository, name_of};
use crate::paths::Kind;
use crate::sort::{self, Sorted};
use crate::submission::{LeftOut, Refused};
use crate::{folder, tars, time, zips};

/// What a submission turned out to hold.
pub(crate) struct Contents {
    pub sorted: Sorted,
    pub handed_in: Option<Timestamp>,
    /// why no lab is among it
    pub refused: Option<Refused>,
}

/// What it takes to read anything.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub layouts: &'a [LabLayout],
    pub caps: &'a Caps,
    pub git: &'a dyn Git,
}

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
        let archives = std::mem::take(&mut tree.archives);
        let mut is_empty = tree.is_empty();
        let handed_in = tree.latest;
        let mut sorted = sort::sort(tree, called, self.layouts, self.caps)?;
        // Files that lie there openly count; an archive beside it is just one more file.
        if sorted.labs.is_empty() && !archives.is_empty() {
            sorted.left_out.retain(|out| archives.iter().all(|packed| packed.name != out.path));
            is_empty = self.archives(archives, &mut sorted)? && sorted.left_out.is_empty();
        }
        let refused = match sorted.labs.is_empty() {
            true if is_empty => Some(Refused::Empty),
            true => Some(Refused::NoLab),
            false => None,
        };
        Ok(Contents { sorted, handed_in, refused })
    }

    fn part(self, part: &Part) -> Result<Tree, Refused> {
        let mut collector = Collector::new(self.layouts, self.caps);
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
            return self.repository(Repository::Folder(path));
        }
        let mut collector = Collector::new(self.layouts, self.caps);
        folder::read(path, &mut collector)?;
        let mut lying = collector.tree;
        // Nobody left this here by mistake.
        lying.folded.remove(".git/");
        let committed = self.repository(Repository::Folder(path));
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

    /// Takes the labs out of archives, where one lab is in several that of the latest; says whether
    /// there was no file in them.
    fn archives(self, archives: Vec<NestedArchive>, sorted: &mut Sorted) -> Result<bool, Refused> {
        let mut read = Vec::new();
        for packed in archives {
            let tree = self.archive(&packed)?;
            read.push((tree.latest, packed.name, tree));
        }
        read.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        let mut is_empty = true;
        for (_, name, tree) in read {
            is_empty &= tree.is_empty();
            let called = Kind::of(&name).map_or(name.as_str(), |(_, stem)| stem);
            let inner = sort::sort(tree, called, self.layouts, self.caps)?;
            sorted.labs.extend(inner.labs);
            let inside = |out: LeftOut| LeftOut { path: format!("{name}/{}", out.path), ..out };
            sorted.left_out.extend(inner.left_out.into_iter().map(inside));
        }
        sort::shorten(&mut sorted.left_out);
        sort::within(&sorted.labs, self.caps)?;
        Ok(is_empty)
    }

    fn archive(self, packed: &NestedArchive) -> Result<Tree, Refused> {
        let kind = Kind::of(&packed.name).map(|(kind, _)| kind);
        let read: fn(&[u8], &mut Collector<'_>) -> Result<(), Refused> = match kind {
            Some(Kind::Zip) => zips::read,
            Some(Kind::Tar) => tars::read,
            Some(Kind::TarGz) => tars::read_packed,
            Some(Kind::Bundle) => return self.bundle(packed),
            Some(Kind::Foreign) | None => {
                return Err(unreadable(&packed.name, &"no kind of archive that is read here"));
            }
        };
        let mut collector = Collector::new(self.layouts, self.caps);
        match &packed.at {
            Origin::Disk(path) => read(&folder::whole(path, self.caps.archive)?, &mut collector)?,
            Origin::Memory(bytes) => read(bytes, &mut collector)?,
        }
        Ok(collector.tree)
    }

    fn bundle(self, packed: &NestedArchive) -> Result<Tree, Refused> {
        match &packed.at {
            Origin::Disk(path) => {
                self.repository(Repository::Bundle(&folder::whole(path, self.caps.archive)?))
            }
            Origin::Memory(bytes) => self.repository(Repository::Bundle(bytes)),
        }
    }

    fn repository(self, repository: Repository<'_>) -> Result<Tree, Refused> {
        let head = self.git.archive(repository).map_err(|why| Refused::Unreadable { why })?;
        let mut collector = Collector::new(self.layouts, self.caps);
        tars::read(&head.tar, &mut collector)?;
        collector.tree.latest = head.committed.or(collector.tree.latest);
        Ok(collector.tree)
    }
}
