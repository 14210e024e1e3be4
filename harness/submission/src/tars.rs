//! A tar, packed by gzip, by xz, or not, as a submission. It is read once, from its beginning to its end.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use lzma_rust2::XzReader;
use tar::{Archive, Entry, EntryType};

use crate::caps::Cap;
use crate::collector::{CappedReader, Collector, refused};
use crate::paths::shown;
use crate::submission::{LeftOutReason, Refused};
use crate::time;

/// Reads a `.tar`.
///
/// # Errors
/// A dangerous entry, a cap, or bytes that are no tar.
pub(crate) fn read(bytes: &[u8], collector: &mut Collector<'_>) -> Result<(), Refused> {
    entries(CappedReader::new(bytes, (collector.caps.unpacked, Cap::Unpacked)), collector)
}

/// Kibibytes that unpacking xz may use: what `xz -9` asks for.
const XZ_MEMORY: u32 = 66 * 1024;

/// Reads a `.tar.gz`.
///
/// # Errors
/// Those of [`read`].
pub(crate) fn read_gzip(bytes: &[u8], collector: &mut Collector<'_>) -> Result<(), Refused> {
    let limit = collector.caps.expansion(bytes.len() as u64);
    entries(CappedReader::new(MultiGzDecoder::new(bytes), limit), collector)
}

/// Reads a `.tar.xz`.
///
/// # Errors
/// Those of [`read`].
pub(crate) fn read_xz(bytes: &[u8], collector: &mut Collector<'_>) -> Result<(), Refused> {
    let limit = collector.caps.expansion(bytes.len() as u64);
    let unpacked = XzReader::new_mem_limit(bytes, true, XZ_MEMORY);
    entries(CappedReader::new(unpacked, limit), collector)
}

fn entries(reader: impl Read, collector: &mut Collector<'_>) -> Result<(), Refused> {
    let mut archive = Archive::new(reader);
    let entries = archive.entries().map_err(|error| refused(&error, "tar"))?;
    for entry in entries {
        take(entry.map_err(|error| refused(&error, "tar"))?, collector)?;
    }
    Ok(())
}

fn take(entry: Entry<'_, impl Read>, collector: &mut Collector<'_>) -> Result<(), Refused> {
    let kind = entry.header().entry_type();
    // What git writes in front: the name of the commit.
    if kind == EntryType::XGlobalHeader {
        return Ok(());
    }
    let raw = entry.path_bytes().into_owned();
    // The oldest tars know no other mark of a folder.
    let is_folder = kind.is_dir() || kind.is_file() && raw.ends_with(b"/");
    let Some(path) = collector.enter(&raw, is_folder)? else { return Ok(()) };
    match kind {
        _ if is_folder => Ok(()),
        EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
            collector.file(path, modified(&entry), entry)
        }
        EntryType::Symlink
        | EntryType::Link
        | EntryType::Char
        | EntryType::Block
        | EntryType::Fifo => Err(Refused::Dangerous { name: shown(&raw) }),
        _ => {
            collector.tree.leave_out(path, LeftOutReason::NotPlain);
            Ok(())
        }
    }
}

fn modified(entry: &Entry<'_, impl Read>) -> Option<Timestamp> {
    let seconds = entry.header().mtime().ok()?;
    time::seconds(i64::try_from(seconds).ok()?)
}
