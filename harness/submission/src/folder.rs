//! A folder on the disk, as a submission. No link is followed but one to a plain file of the same folder,
//! which is taken under both names, as a program would find it.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use crate::caps::Cap;
use crate::collector::{Collector, NestedArchive, Origin, refused};
use crate::kinds::Kind;
use crate::paths::shown;
use crate::submission::{LeftOutReason, Refused};
use crate::time;

/// Reads everything below `root` that may be a lab's. Archives that lie directly in it are noted.
///
/// # Errors
/// A cap is hit, or a file or folder cannot be read.
pub(crate) fn read(root: &Path, collector: &mut Collector<'_>) -> Result<(), Refused> {
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in children(&folder).map_err(|e| refused(&e, &inside(root, &folder)))? {
            let about =
                fs::symlink_metadata(&path).map_err(|e| refused(&e, &inside(root, &path)))?;
            if entry(root, &path, &about, collector)? {
                folders.push(path);
            }
        }
    }
    Ok(())
}

/// Takes one entry; says whether it is a folder to look into.
fn entry(
    root: &Path,
    path: &Path,
    about: &Metadata,
    collector: &mut Collector<'_>,
) -> Result<bool, Refused> {
    let raw = path.strip_prefix(root).unwrap_or(path).as_os_str().as_bytes();
    if about.is_symlink()
        && let Some((target, about)) = linked(root, path)
    {
        return named(raw, &target, &about, collector);
    }
    named(raw, path, about, collector)
}

/// The plain file that a link names by a relative path, when that path neither leaves `root` nor goes
/// through another link.
fn linked(root: &Path, link: &Path) -> Option<(PathBuf, Metadata)> {
    let target = fs::read_link(link).ok()?;
    let mut inside: Vec<&OsStr> = Vec::new();
    let beside = link.strip_prefix(root).ok()?.parent()?;
    for part in beside.components().chain(target.components()) {
        match part {
            Component::Normal(name) => inside.push(name),
            Component::ParentDir => drop(inside.pop()?),
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    let mut path = root.to_owned();
    let mut about = None;
    for name in inside {
        path.push(name);
        let found = fs::symlink_metadata(&path).ok()?;
        if found.is_symlink() {
            return None;
        }
        about = Some(found);
    }
    about.filter(Metadata::is_file).map(|about| (path, about))
}

/// Reads one file as if it lay alone in a folder under the name `raw`.
///
/// # Errors
/// Those of [`read`].
pub(crate) fn read_file(
    path: &Path,
    raw: &[u8],
    collector: &mut Collector<'_>,
) -> Result<(), Refused> {
    let about = fs::symlink_metadata(path).map_err(|e| refused(&e, &shown(raw)))?;
    named(raw, path, &about, collector).map(|_| ())
}

fn named(
    raw: &[u8],
    path: &Path,
    about: &Metadata,
    collector: &mut Collector<'_>,
) -> Result<bool, Refused> {
    // On the disk a backslash is a letter like others, and no lab has such a file.
    if raw.contains(&b'\\') {
        collector.tree.leave_out(shown(raw), LeftOutReason::BadName);
        return Ok(false);
    }
    let Some(name) = collector.enter(raw, about.is_dir())? else { return Ok(false) };
    if about.is_dir() {
        return Ok(true);
    }
    if !about.is_file() {
        collector.tree.leave_out(name, LeftOutReason::NotPlain);
        return Ok(false);
    }
    if !name.contains('/') && Kind::of(&name).is_some() {
        let packed = NestedArchive { name: name.clone(), at: Origin::Disk(path.to_owned()) };
        collector.tree.archives.push(packed);
    }
    let modified = about.modified().ok().and_then(time::of);
    if collector.is_wanted(&name) {
        let file = open(path).map_err(|error| refused(&error, &name))?;
        collector.file(name, modified, file)?;
    } else {
        collector.file(name, modified, io::empty())?;
    }
    Ok(false)
}

/// What lies in `folder`, in order, so that the same folder is always read the same way.
pub(crate) fn children(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// A whole file, when it has at most `cap` bytes.
///
/// # Errors
/// It is larger, no plain file, or cannot be read.
pub(crate) fn whole(path: &Path, cap: u64) -> Result<Vec<u8>, Refused> {
    let name = path.file_name().map(|name| shown(name.as_bytes())).unwrap_or_default();
    let mut bytes = Vec::new();
    let read = open(path).and_then(|file| file.take(cap.saturating_add(1)).read_to_end(&mut bytes));
    read.map_err(|error| refused(&error, &name))?;
    match bytes.len() as u64 > cap {
        true => Err(Refused::from(Cap::Archive)),
        false => Ok(bytes),
    }
}

/// Opens a plain file, even when something else has taken its place since it was looked at.
fn open(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("no plain file")),
    }
}

fn inside(root: &Path, path: &Path) -> String {
    match path.strip_prefix(root) {
        Ok(inside) if !inside.as_os_str().is_empty() => shown(inside.as_os_str().as_bytes()),
        _ => path.file_name().map(|name| shown(name.as_bytes())).unwrap_or_default(),
    }
}
