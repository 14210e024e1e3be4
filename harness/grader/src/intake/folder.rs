//! A folder on the disk, as a submission. No link is followed, whatever it points to.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::caps::Cap;
use super::gather::{Gather, Packed, Place, refused, unreadable};
use super::moment;
use super::paths::{Kind, shown};
use crate::model::{Refused, Why};

/// Reads everything below `root` that may be a lab's. Archives that lie directly in it are noted.
///
/// # Errors
/// A cap is hit, or a file or folder cannot be read.
pub(super) fn read(root: &Path, gather: &mut Gather<'_>) -> Result<(), Refused> {
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in children(&folder).map_err(|e| unreadable(&inside(root, &folder), &e))? {
            let about =
                fs::symlink_metadata(&path).map_err(|e| unreadable(&inside(root, &path), &e))?;
            if entry(root, &path, &about, gather)? {
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
    gather: &mut Gather<'_>,
) -> Result<bool, Refused> {
    let raw = path.strip_prefix(root).unwrap_or(path).as_os_str().as_bytes();
    named(raw, path, about, gather)
}

/// Reads one file as if it lay alone in a folder under the name `raw`.
///
/// # Errors
/// Those of [`read`].
pub(super) fn read_file(path: &Path, raw: &[u8], gather: &mut Gather<'_>) -> Result<(), Refused> {
    let about = fs::symlink_metadata(path).map_err(|e| unreadable(&shown(raw), &e))?;
    named(raw, path, &about, gather).map(|_| ())
}

fn named(
    raw: &[u8],
    path: &Path,
    about: &Metadata,
    gather: &mut Gather<'_>,
) -> Result<bool, Refused> {
    // On the disk a backslash is a letter like others, and no lab has such a file.
    if raw.contains(&b'\\') {
        gather.tree.leave_out(shown(raw), Why::BadName);
        return Ok(false);
    }
    let Some(name) = gather.enter(raw, about.is_dir())? else { return Ok(false) };
    if about.is_dir() {
        return Ok(true);
    }
    if !about.is_file() {
        gather.tree.leave_out(name, Why::NotPlain);
        return Ok(false);
    }
    if !name.contains('/') && Kind::of(&name).is_some() {
        let packed = Packed { name: name.clone(), at: Place::Disk(path.to_owned()) };
        gather.tree.archives.push(packed);
    }
    let modified = about.modified().ok().and_then(moment::of);
    if gather.is_wanted(&name) {
        let file = open(path).map_err(|error| refused(&error, &name))?;
        gather.file(name, modified, file)?;
    } else {
        gather.file(name, modified, io::empty())?;
    }
    Ok(false)
}

/// What lies in `folder`, in order, so that the same folder is always read the same way.
pub(super) fn children(folder: &Path) -> io::Result<Vec<PathBuf>> {
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
pub(super) fn whole(path: &Path, cap: u64) -> Result<Vec<u8>, Refused> {
    let name = path.file_name().map(|name| shown(name.as_bytes())).unwrap_or_default();
    let mut bytes = Vec::new();
    let read = open(path).and_then(|file| file.take(cap.saturating_add(1)).read_to_end(&mut bytes));
    read.map_err(|error| refused(&error, &name))?;
    match bytes.len() as u64 > cap {
        true => Err(Cap::Archive.refused()),
        false => Ok(bytes),
    }
}

/// Opens a plain file, even when something else has taken its place since it was looked at.
fn open(path: &Path) -> io::Result<File> {
    let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK;
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
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
