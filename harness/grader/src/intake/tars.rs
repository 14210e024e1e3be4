//! A tar, packed by gzip or not, as a submission. It is read once, from its beginning to its end.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use tar::{Archive, Entry, EntryType};

use super::caps::Cap;
use super::gather::{Gather, Metered, refused};
use super::paths::shown;
use crate::model::{Moment, Refused, Why};

/// Reads a `.tar`.
///
/// # Errors
/// A dangerous entry, a cap, or bytes that are no tar.
pub(super) fn read(bytes: &[u8], gather: &mut Gather<'_>) -> Result<(), Refused> {
    entries(Metered::new(bytes, (gather.caps.unpacked, Cap::Unpacked)), gather)
}

/// Reads a `.tar.gz`.
///
/// # Errors
/// Those of [`read`].
pub(super) fn read_packed(bytes: &[u8], gather: &mut Gather<'_>) -> Result<(), Refused> {
    let limit = gather.caps.expansion(bytes.len() as u64);
    entries(Metered::new(MultiGzDecoder::new(bytes), limit), gather)
}

fn entries(reader: impl Read, gather: &mut Gather<'_>) -> Result<(), Refused> {
    let mut archive = Archive::new(reader);
    let entries = archive.entries().map_err(|error| refused(&error, "tar"))?;
    for entry in entries {
        take(entry.map_err(|error| refused(&error, "tar"))?, gather)?;
    }
    Ok(())
}

fn take(entry: Entry<'_, impl Read>, gather: &mut Gather<'_>) -> Result<(), Refused> {
    let kind = entry.header().entry_type();
    // What git writes in front: the name of the commit.
    if kind == EntryType::XGlobalHeader {
        return Ok(());
    }
    let raw = entry.path_bytes().into_owned();
    // The oldest tars know no other mark of a folder.
    let is_folder = kind.is_dir() || kind.is_file() && raw.ends_with(b"/");
    let Some(path) = gather.enter(&raw, is_folder)? else { return Ok(()) };
    match kind {
        _ if is_folder => Ok(()),
        EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
            gather.file(path, modified(&entry), entry)
        }
        EntryType::Symlink
        | EntryType::Link
        | EntryType::Char
        | EntryType::Block
        | EntryType::Fifo => Err(Refused::Dangerous { name: shown(&raw) }),
        _ => {
            gather.tree.leave_out(path, Why::NotPlain);
            Ok(())
        }
    }
}

fn modified(entry: &Entry<'_, impl Read>) -> Option<Moment> {
    let seconds = entry.header().mtime().ok()?;
    i64::try_from(seconds).ok().map(Moment)
}
