//! The plants: in memory to be read, in their file to last.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::culture::Culture;

/// The plants by name. One lock for readers and writers, so a reader waits for the disk too.
pub struct Plantes {
    path: PathBuf,
    known: Mutex<BTreeMap<String, Culture>>,
}

impl Plantes {
    /// Reads the file.
    ///
    /// # Errors
    /// When the file is missing or malformed.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        let known = serde_json::from_reader(BufReader::new(File::open(&path)?))?;
        Ok(Self { path, known: Mutex::new(known) })
    }

    /// The names, sorted by code point.
    pub fn names(&self) -> Vec<String> {
        self.lock().keys().cloned().collect()
    }

    /// What is known of one plant.
    pub fn find(&self, nom: &str) -> Option<Culture> {
        self.lock().get(nom).cloned()
    }

    /// Puts a plant in the file, then in memory; returns whether it is new.
    pub fn put(&self, nom: String, culture: Culture) -> io::Result<bool> {
        self.change(|plantes| plantes.insert(nom, culture).is_none())
    }

    /// Takes a plant out of the file, then out of memory; returns whether it was known.
    pub fn remove(&self, nom: &str) -> io::Result<bool> {
        self.change(|plantes| plantes.remove(nom).is_some())
    }

    // ANCHOR: change
    fn change(
        &self,
        change: impl FnOnce(&mut BTreeMap<String, Culture>) -> bool,
    ) -> io::Result<bool> {
        let mut known = self.lock();
        let mut changed = known.clone();
        let outcome = change(&mut changed);
        overwrite(&self.path, &serde_json::to_vec_pretty(&changed)?)?;
        *known = changed;
        Ok(outcome)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Culture>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
    // ANCHOR_END: change
}

// ANCHOR: overwrite
fn overwrite(path: &Path, content: &[u8]) -> io::Result<()> {
    let temporary = path.with_added_extension("tmp");
    let mut file = File::create(&temporary)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&temporary, path)
}
// ANCHOR_END: overwrite
