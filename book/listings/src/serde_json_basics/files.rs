//! Features in files.

use super::Feature;

// ANCHOR: files
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;

/// Reads the feature in that file.
pub fn lire(fichier: &Path) -> io::Result<Feature> {
    let entree = BufReader::new(File::open(fichier)?);
    Ok(serde_json::from_reader(entree)?)
}

/// Writes a feature to that file, indented.
pub fn ecrire(fichier: &Path, feature: &Feature) -> io::Result<()> {
    let mut sortie = BufWriter::new(File::create(fichier)?);
    serde_json::to_writer_pretty(&mut sortie, feature)?;
    writeln!(sortie)?;
    sortie.flush()
}
// ANCHOR_END: files
