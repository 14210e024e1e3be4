//! The patients: read from memory, kept in a file.

// SOLUTION-BEGIN
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError, RwLock};

use crate::parametres::Parametres;
// SOLUTION-ELSE
// use std::io;
// use std::path::PathBuf;
// SOLUTION-END

/// The patients by name.
// SOLUTION-BEGIN
///
/// There are two locks, so that reading never waits for the disk: `writing` is held while a change
/// is written to the file, `known` only while memory is read or replaced.
#[derive(Debug)]
pub struct Patients {
    path: PathBuf,
    known: RwLock<BTreeMap<String, Parametres>>,
    writing: Mutex<()>,
}

/// Why the service cannot start: one line that names the file.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    Malformed { path: PathBuf, source: serde_json::Error },
}
// SOLUTION-ELSE
// pub struct Patients {
//     /// kept from one start to the next
//     pub path: PathBuf,
// }
// SOLUTION-END

impl Patients {
    // SOLUTION-BEGIN
    /// Reads the file.
    pub fn open(path: PathBuf) -> Result<Self, OpenError> {
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(source) => return Err(OpenError::Unreadable { path, source }),
        };
        match serde_json::from_reader(BufReader::new(file)) {
            Ok(known) => Ok(Self { path, known: RwLock::new(known), writing: Mutex::default() }),
            Err(source) => Err(OpenError::Malformed { path, source }),
        }
    }

    /// The names, sorted by code point: `BTreeMap` sorts by the bytes of UTF-8, the same order.
    pub fn names(&self) -> Vec<String> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    /// The parameters of one patient.
    pub fn find(&self, nom: &str) -> Option<Parametres> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).get(nom).cloned()
    }

    /// Adds or replaces a patient; returns whether the name is new.
    pub fn put(&self, nom: String, parametres: Parametres) -> io::Result<bool> {
        self.change(|patients| patients.insert(nom, parametres).is_none())
    }

    /// Removes a patient; returns whether the name was known.
    pub fn remove(&self, nom: &str) -> io::Result<bool> {
        self.change(|patients| patients.remove(nom).is_some())
    }

    /// Changes a copy, writes it to the file, then makes it the map in memory. Changes are made one
    /// at a time, and none is visible before it is on the disk.
    fn change<T>(
        &self,
        change: impl FnOnce(&mut BTreeMap<String, Parametres>) -> T,
    ) -> io::Result<T> {
        let _alone = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut patients = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        let outcome = change(&mut patients);
        self.save(&patients)?;
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = patients;
        Ok(outcome)
    }

    /// Writes a temporary file next to the real one, and renames it once it is complete and on the
    /// disk. A reader, or a service that was killed, finds the old content or the new, never a part.
    fn save(&self, patients: &BTreeMap<String, Parametres>) -> io::Result<()> {
        let temporary = self.path.with_added_extension("tmp");
        let mut file = File::create(&temporary)?;
        file.write_all(&serde_json::to_vec_pretty(patients)?)?;
        file.sync_all()?;
        fs::rename(&temporary, &self.path)
    }
    // SOLUTION-ELSE
    // /// Reads the file. If it is missing or malformed, returns an error whose text is one line that
    // /// names the file: `main` prints it and stops.
    // pub fn open(path: PathBuf) -> io::Result<Self> {
    //     // `serde_json::from_reader` into a `BTreeMap`; the map is a field beside `path`, behind a
    //     // lock. A change is first written to a file beside this one, which is then renamed.
    //     Ok(Self { path })
    // }
    // SOLUTION-END
}
