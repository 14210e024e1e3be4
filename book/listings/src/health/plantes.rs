//! The plants: in memory to be read, in their file to last.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::culture::Culture;

/// The plants by name. One lock keeps changes apart; who reads waits for it too.
pub struct Plantes {
    fichier: PathBuf,
    connues: Mutex<BTreeMap<String, Culture>>,
}

impl Plantes {
    /// Reads the file.
    pub fn ouvrir(fichier: PathBuf) -> io::Result<Self> {
        let connues = serde_json::from_reader(BufReader::new(File::open(&fichier)?))?;
        Ok(Self { fichier, connues: Mutex::new(connues) })
    }

    /// The names, in the order of code points.
    pub fn noms(&self) -> Vec<String> {
        self.verrouiller().keys().cloned().collect()
    }

    /// What is known of one plant.
    pub fn chercher(&self, nom: &str) -> Option<Culture> {
        self.verrouiller().get(nom).cloned()
    }

    /// Puts a plant in the file, then in memory; returns whether it is new.
    pub fn placer(&self, nom: String, culture: Culture) -> io::Result<bool> {
        self.changer(|plantes| plantes.insert(nom, culture).is_none())
    }

    /// Takes a plant out of the file, then out of memory; returns whether it was known.
    pub fn arracher(&self, nom: &str) -> io::Result<bool> {
        self.changer(|plantes| plantes.remove(nom).is_some())
    }

    fn changer(
        &self,
        change: impl FnOnce(&mut BTreeMap<String, Culture>) -> bool,
    ) -> io::Result<bool> {
        let mut connues = self.verrouiller();
        let mut changees = connues.clone();
        let outcome = change(&mut changees);
        remplacer(&self.fichier, &serde_json::to_vec_pretty(&changees)?)?;
        *connues = changees;
        Ok(outcome)
    }

    fn verrouiller(&self) -> MutexGuard<'_, BTreeMap<String, Culture>> {
        self.connues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// ANCHOR: remplacer
fn remplacer(fichier: &Path, contenu: &[u8]) -> io::Result<()> {
    let provisoire = fichier.with_added_extension("tmp");
    let mut ecrit = File::create(&provisoire)?;
    ecrit.write_all(contenu)?;
    ecrit.sync_all()?;
    fs::rename(&provisoire, fichier)
}
// ANCHOR_END: remplacer
