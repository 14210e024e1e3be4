//! A zip, as a submission or as a download that holds many.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use zip::ZipArchive;
use zip::extra_fields::ExtraField;
use zip::read::{ZipFile, ZipFileEntry};
use zip::result::ZipError;

use crate::caps::Cap;
use crate::collector::{Collector, NestedArchive, Origin, refused, unreadable};
use crate::kinds::Kind;
use crate::paths::shown;
use crate::submission::{Problem, Refused, Student};
use crate::{moodle, time};

/// How an entry of the directory of a zip begins.
const ENTRY: [u8; 4] = *b"PK\x01\x02";

/// Entries of a download for a class. The directory of a zip is read as a whole, some hundred bytes
/// for each.
const DOWNLOAD: u64 = 200_000;

/// The bit of an entry that says that its name is UTF-8.
const UTF8: u16 = 1 << 11;

/// The bits of a Unix mode that say what a file is, and those of a plain file and of a folder.
const TYPE: u32 = 0o170_000;
const PLAIN: u32 = 0o100_000;
const FOLDER: u32 = 0o040_000;

/// Reads a `.zip`.
///
/// # Errors
/// A dangerous entry, a cap, headers that contradict each other, or bytes that are no zip.
pub(crate) fn read(bytes: &[u8], collector: &mut Collector<'_>) -> Result<(), Refused> {
    let mut archive = open(Cursor::new(bytes), collector.caps.entries)?;
    let mut promised = 0_u64;
    let whole = collector.caps.expansion(bytes.len() as u64);
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(|e| of_library(&e, "zip"))?;
        let Some(path) = admit(&entry, entry.name_raw(), collector)? else { continue };
        promised = promised.saturating_add(entry.size());
        within(promised, whole)?;
        within(entry.size(), collector.caps.expansion(entry.compressed_size()))?;
        file_of(&mut archive, index, path, collector)?;
    }
    consistent(&mut archive)
}

/// Reads what lies below `top` in a download, or is called so: one student's upload.
///
/// # Errors
/// Those of [`read`].
pub(crate) fn read_part(
    download: &Path,
    top: &str,
    collector: &mut Collector<'_>,
) -> Result<(), Refused> {
    let file = File::open(download).map_err(|error| refused(&error, "zip"))?;
    let mut archive = open(BufReader::new(file), DOWNLOAD)?;
    let mut left = collector.caps.archive;
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(|e| of_library(&e, "zip"))?;
        let Some(inside) = below(entry.name_raw(), top) else { continue };
        let Some(path) = admit(&entry, &inside, collector)? else { continue };
        within(entry.size(), collector.caps.expansion(entry.compressed_size()))?;
        if !path.contains('/') && Kind::of(&path).is_some() {
            let bytes = packed(&mut archive, index, &path, &mut left)?;
            collector
                .tree
                .archives
                .push(NestedArchive { name: path.clone(), at: Origin::Memory(bytes) });
        }
        file_of(&mut archive, index, path, collector)?;
    }
    Ok(())
}

/// What lies at the top of a download.
pub(crate) struct Download {
    /// the students and the names of what each handed in
    pub students: BTreeMap<Student, Vec<String>>,
    /// names that are no student's
    pub others: BTreeSet<String>,
}

/// The students of a download; `None` when it is not one.
pub(crate) fn students(download: &Path) -> Option<Download> {
    let archive = open(BufReader::new(File::open(download).ok()?), DOWNLOAD).ok()?;
    let mut found = Download { students: BTreeMap::new(), others: BTreeSet::new() };
    for raw in archive.file_names_raw() {
        let top = shown(raw.split(|b| *b == b'/').next().unwrap_or_default());
        let Some(named) = moodle::parse(&top) else {
            found.others.insert(top);
            continue;
        };
        let parts = found.students.entry(named.student).or_default();
        if !parts.contains(&top) {
            parts.push(top);
        }
    }
    (!found.students.is_empty()).then_some(found)
}

/// The latest time of the files, in a download of those below `top`.
pub(crate) fn latest(path: &Path, top: Option<&str>, zone: &TimeZone) -> Option<Timestamp> {
    let mut archive = open(BufReader::new(File::open(path).ok()?), DOWNLOAD).ok()?;
    let times = (0..archive.len()).filter_map(|index| {
        let entry = archive.by_index_raw(index).ok()?;
        let is_meant = top.is_none_or(|top| below(entry.name_raw(), top).is_some());
        if is_meant && !entry.is_dir() { modified(&entry, zone) } else { None }
    });
    times.max()
}

/// The name of an entry inside of `top`; that of a file in a download without folders is what the
/// student called it.
fn below(raw: &[u8], top: &str) -> Option<Vec<u8>> {
    match raw.iter().position(|b| *b == b'/') {
        Some(at) => (shown(&raw[..at]) == top).then(|| raw[at + 1..].to_vec()),
        None if shown(raw) == top => Some(moodle::parse(top)?.file?.into_bytes()),
        None => None,
    }
}

/// Looks at the name and the kind of an entry. `None`: there is nothing to read.
fn admit(
    entry: &ZipFileEntry<'_>,
    raw: &[u8],
    collector: &mut Collector<'_>,
) -> Result<Option<String>, Refused> {
    let kind = (entry.external_attributes() >> 16) & TYPE;
    let is_folder = raw.ends_with(b"/") || raw.ends_with(b"\\") || kind == FOLDER;
    let is_text = str::from_utf8(raw).is_ok();
    // Without the bit, the name is in the code page of the first PC, which knows every byte.
    let name = match is_text || entry.flags().as_u16() & UTF8 != 0 || raw != entry.name_raw() {
        true => raw.to_vec(),
        false => entry.name().map_or(raw.to_vec(), |name| name.as_bytes().to_vec()),
    };
    let Some(path) = collector.enter(&name, is_folder)? else { return Ok(None) };
    if !matches!(kind, 0 | PLAIN | FOLDER) {
        return Err(Refused::Dangerous { name: shown(&name) });
    }
    Ok((!is_folder).then_some(path))
}

/// What an error of the library comes to.
fn of_library(error: &ZipError, at: &str) -> Refused {
    match error {
        ZipError::Io(error) => refused(error, at),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            unreadable(at, Problem::Encrypted)
        }
        _ => unreadable(at, Problem::Damaged),
    }
}

fn within(bytes: u64, (most, cap): (u64, Cap)) -> Result<(), Refused> {
    if bytes > most { Err(Refused::from(cap)) } else { Ok(()) }
}

fn file_of<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    index: usize,
    path: String,
    collector: &mut Collector<'_>,
) -> Result<(), Refused> {
    let modified =
        archive.by_index_raw(index).ok().and_then(|raw| modified(&raw, &collector.terms.zone));
    if !collector.is_wanted(&path) {
        return collector.file(path, modified, io::empty());
    }
    let content = archive.by_index(index).map_err(|error| of_library(&error, &path))?;
    collector.file(path, modified, content)
}

fn packed<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    index: usize,
    path: &str,
    left: &mut u64,
) -> Result<Vec<u8>, Refused> {
    let content = archive.by_index(index).map_err(|error| of_library(&error, path))?;
    let mut bytes = Vec::new();
    content.take(*left + 1).read_to_end(&mut bytes).map_err(|error| refused(&error, path))?;
    *left = left.checked_sub(bytes.len() as u64).ok_or_else(|| Refused::from(Cap::Archive))?;
    Ok(bytes)
}

/// The time of an entry: one with a zone when there is one, else that of the course's zone.
fn modified<R: Read>(entry: &ZipFile<'_, R>, zone: &TimeZone) -> Option<Timestamp> {
    let zoned = entry.extra_data_fields().find_map(|field| match field {
        ExtraField::ExtendedTimestamp(times) => {
            times.mod_time().and_then(|at| time::seconds(at.into()))
        }
        ExtraField::Ntfs(times) => time::of_ticks(times.mtime()),
        _ => None,
    });
    zoned.or_else(|| entry.last_modified().and_then(|time| time::in_zone(time, zone)))
}

/// Opens a zip whose directory has at most `most` entries.
fn open<R: Read + Seek>(mut reader: R, most: u64) -> Result<ZipArchive<R>, Refused> {
    // Counted in the bytes: the library would first build the whole directory in memory.
    if count(&mut reader, most).map_err(|error| refused(&error, "zip"))? > most {
        return Err(Refused::from(Cap::Entries));
    }
    ZipArchive::new(reader).map_err(|error| of_library(&error, "zip"))
}

/// How often a directory's entry seems to begin, up to one more than `most`.
fn count<R: Read + Seek>(reader: &mut R, most: u64) -> io::Result<u64> {
    reader.seek(SeekFrom::Start(0))?;
    let mut buffer = vec![0; 64 * 1024];
    let (mut held, mut found) = (0, 0);
    while found <= most {
        let read = reader.read(&mut buffer[held..])?;
        if read == 0 {
            break;
        }
        let filled = held + read;
        found +=
            buffer[..filled].windows(ENTRY.len()).filter(|four| **four == ENTRY).count() as u64;
        // What may be the beginning of one more.
        held = filled.min(ENTRY.len() - 1);
        buffer.copy_within(filled - held..filled, 0);
    }
    reader.seek(SeekFrom::Start(0))?;
    Ok(found)
}

/// Refuses a zip that other readers would read otherwise: two entries of one name, entries that
/// overlap, a file's own header that says other than the directory.
fn consistent<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<(), Refused> {
    let Err(error) = archive.validate_header_consistency() else { return Ok(()) };
    let options = zip::ZipReadOptions::new().enforce_header_consistency(true);
    let at_fault = (0..archive.len()).find(|index| {
        let checked = archive.by_index_with_options(*index, options.clone());
        matches!(checked, Err(ZipError::InvalidArchive(_)))
    });
    let name = at_fault.and_then(|index| archive.name_for_index(index)?.ok().map(String::from));
    let name = name.as_deref().unwrap_or("zip");
    Err(match error {
        ZipError::Io(error) => refused(&error, name),
        _ => unreadable(name, Problem::Contradictory),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{ENTRY, count, open};
    use crate::caps::Cap;
    use crate::submission::Refused;

    #[test]
    fn entries_are_counted_before_the_directory_is_read() {
        // One of them lies across the end of the buffer.
        let mut bytes = vec![0; 64 * 1024 - 2];
        bytes.extend(ENTRY);
        bytes.extend(ENTRY);
        bytes.extend(b"PKPK\x01\x02");
        let mut reader = Cursor::new(bytes);
        assert_eq!(count(&mut reader, 100).expect("readable"), 3);
        assert_eq!(open(reader, 2).err(), Some(Refused::from(Cap::Entries)));
    }
}
