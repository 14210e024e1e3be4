//! The students' feedback for Moodle's "Upload multiple feedback files in a zip". Its importer
//! (mod/assign/feedback/file/importziplib.php) splits the name of a folder at the first four `_` into name, number
//! of the participant, type and plugin: `Zoë Lefèvre_12_assignfeedback_file_`. The name may hold no `_`, and until
//! Moodle 4.1 the last `_` had to be there. A number that an assignment does not know is passed over, so one archive
//! serves all assignments.
//!
//! The number of a team is that of the group, and what is sent to it reaches all of its members: their files are
//! sent to each alone, where the list of the class has their numbers.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Seek, Write};
use std::path::Path;

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::row::Row;

/// What the file of a student is called in Moodle.
const FILE: &str = "feedback.html";

/// Characters that Moodle takes out of names of files.
const REMOVED: [char; 10] = ['&', '<', '>', '"', '`', '|', '\'', ':', '\\', '/'];

/// Writes the archive.
///
/// # Errors
/// When a file cannot be read, or the archive not be written.
pub fn archive(out: &Path, rows: &[Row], into: impl Write + Seek) -> Result<()> {
    let mut archive = ZipWriter::new(into);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut packed = BTreeSet::new();
    for row in rows {
        let numbers: BTreeSet<&str> =
            row.labs.iter().filter_map(|lab| super::participant(row, lab)).collect();
        if numbers.is_empty() {
            continue;
        }
        let file = out.join("students").join(&row.folder).join(FILE);
        let page = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        for number in numbers {
            let folder = format!("{}_{number}_assignfeedback_file_", named(&row.student.name));
            // Two rows of one name with one number: the list of the class is not ours.
            if !packed.insert(folder.clone()) {
                continue;
            }
            archive
                .start_file(format!("{folder}/{FILE}"), options)
                .and_then(|()| archive.write_all(&page).map_err(Into::into))
                .with_context(|| format!("packing the feedback of {folder}"))?;
        }
    }
    archive.finish().context("finishing moodle-feedback.zip")?;
    Ok(())
}

/// A name as Moodle has it in a folder, without `_`.
fn named(name: &str) -> String {
    let name = name.replace('_', " ");
    let kept = name.chars().filter(|letter| !letter.is_control() && !REMOVED.contains(letter));
    let kept: String = kept.take(80).collect();
    // A name that begins with a dot is passed over.
    match kept.trim().trim_start_matches(['.', '~']) {
        "" => "participant".to_owned(),
        kept => kept.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_folder_is_split_where_moodle_splits_it() {
        assert_eq!(named("Zoë de_la_Cruz"), "Zoë de la Cruz");
        assert_eq!(named("../O'Brien:\n"), "OBrien");
        assert_eq!(named("/"), "participant");
    }
}
