//! Reads one submission: the parts it consists of, and the archives among them.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::caps::Cap;
use super::gather::{Gather, Packed, Place, Tree, unreadable};
use super::paths::Kind;
use super::place::{self, Placed};
use super::source::{Part, is_repository, name_of};
use super::{Caps, Git, LabFiles, folder, moment, tars, zips};
use crate::model::{LeftOut, Moment, Refused};

/// What a submission turned out to hold.
pub(super) struct Contents {
    pub placed: Placed,
    pub handed_in: Option<Moment>,
    /// why there is no work among it
    pub refused: Option<Refused>,
}

/// What it takes to read anything.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub labs: &'a [LabFiles],
    pub caps: &'a Caps,
    pub git: &'a dyn Git,
}

impl Reading<'_> {
    /// Reads all parts of a submission. `called` is a name that may say which lab it is.
    ///
    /// # Errors
    /// Why nothing of it can be taken.
    pub(super) fn parts(self, parts: &[Part], called: &str) -> Result<Contents, Refused> {
        let mut tree = Tree::default();
        for part in parts {
            tree.join(self.part(part)?);
        }
        let archives = std::mem::take(&mut tree.archives);
        let mut is_empty = tree.is_empty();
        let handed_in = tree.latest;
        let mut placed = place::sort(tree, called, self.labs, self.caps)?;
        // Work that lies there openly counts; an archive beside it is just one more file.
        if placed.works.is_empty() && !archives.is_empty() {
            placed.left_out.retain(|out| archives.iter().all(|packed| packed.name != out.path));
            is_empty = self.archives(archives, &mut placed)? && placed.left_out.is_empty();
        }
        let refused = match placed.works.is_empty() {
            true if is_empty => Some(Refused::Empty),
            true => Some(Refused::NoLab),
            false => None,
        };
        Ok(Contents { placed, handed_in, refused })
    }

    fn part(self, part: &Part) -> Result<Tree, Refused> {
        let mut gather = Gather::new(self.labs, self.caps);
        match part {
            Part::Folder(path) if is_repository(path) => return self.repository(path, false),
            Part::Archive(path) => return self.archive_at(path),
            Part::Link(path) => return Err(Refused::Dangerous { name: name_of(path) }),
            Part::Folder(path) => folder::read(path, &mut gather)?,
            Part::File { path, name } => folder::read_file(path, name.as_bytes(), &mut gather)?,
            Part::Inside { download, top } => zips::read_part(download, top, &mut gather)?,
        }
        Ok(gather.tree)
    }

    fn archive_at(self, path: &Path) -> Result<Tree, Refused> {
        let packed = Packed { name: name_of(path), at: Place::Disk(path.to_owned()) };
        let mut tree = self.archive(&packed)?;
        if tree.latest.is_none() {
            let modified = fs::symlink_metadata(path).and_then(|about| about.modified()).ok();
            tree.latest = modified.and_then(moment::of);
        }
        Ok(tree)
    }

    /// Takes the work out of archives, where one lab is in several that of the latest; says whether
    /// there was no file in them.
    fn archives(self, archives: Vec<Packed>, placed: &mut Placed) -> Result<bool, Refused> {
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
            let inner = place::sort(tree, called, self.labs, self.caps)?;
            placed.works.extend(inner.works);
            let inside = |out: LeftOut| LeftOut { path: format!("{name}/{}", out.path), ..out };
            placed.left_out.extend(inner.left_out.into_iter().map(inside));
        }
        place::shorten(&mut placed.left_out);
        place::within(&placed.works, self.caps)?;
        Ok(is_empty)
    }

    fn archive(self, packed: &Packed) -> Result<Tree, Refused> {
        let kind = Kind::of(&packed.name).map(|(kind, _)| kind);
        let read: fn(&[u8], &mut Gather<'_>) -> Result<(), Refused> = match kind {
            Some(Kind::Zip) => zips::read,
            Some(Kind::Tar) => tars::read,
            Some(Kind::TarGz) => tars::read_packed,
            Some(Kind::Bundle) => return self.bundle(packed),
            Some(Kind::Foreign) | None => {
                return Err(unreadable(&packed.name, &"no kind of archive that is read here"));
            }
        };
        let mut gather = Gather::new(self.labs, self.caps);
        match &packed.at {
            Place::Disk(path) => read(&folder::whole(path, self.caps.archive)?, &mut gather)?,
            Place::Memory(bytes) => read(bytes, &mut gather)?,
        }
        Ok(gather.tree)
    }

    fn bundle(self, packed: &Packed) -> Result<Tree, Refused> {
        match &packed.at {
            Place::Disk(path) => {
                let about = fs::symlink_metadata(path).map_err(|e| unreadable(&packed.name, &e))?;
                match about.len() > self.caps.archive {
                    true => Err(Cap::Archive.refused()),
                    false => self.repository(path, true),
                }
            }
            Place::Memory(bytes) => {
                let file = on_disk(bytes).map_err(|e| unreadable(&packed.name, &e))?;
                self.repository(file.path(), true)
            }
        }
    }

    fn repository(self, path: &Path, bundle: bool) -> Result<Tree, Refused> {
        let head = self.git.archive(path, bundle).map_err(|why| Refused::Unreadable { why })?;
        let mut gather = Gather::new(self.labs, self.caps);
        tars::read(&head.tar, &mut gather)?;
        gather.tree.latest = head.committed.or(gather.tree.latest);
        Ok(gather.tree)
    }
}

/// Git reads a bundle from a file only.
fn on_disk(bytes: &[u8]) -> io::Result<NamedTempFile> {
    let prefix = crate::leftovers::prefix();
    let mut file = tempfile::Builder::new().prefix(&prefix).suffix(".bundle").tempfile()?;
    file.write_all(bytes)?;
    file.flush()?;
    Ok(file)
}
