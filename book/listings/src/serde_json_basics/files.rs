//! Features in files.

use super::Feature;

// ANCHOR: files
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;

/// Reads the feature in that file.
pub fn read(path: &Path) -> io::Result<Feature> {
    let input = BufReader::new(File::open(path)?);
    Ok(serde_json::from_reader(input)?)
}

/// Writes a feature to that file, indented.
pub fn write(path: &Path, feature: &Feature) -> io::Result<()> {
    let mut output = BufWriter::new(File::create(path)?);
    serde_json::to_writer_pretty(&mut output, feature)?;
    writeln!(output)?;
    output.flush()
}
// ANCHOR_END: files
