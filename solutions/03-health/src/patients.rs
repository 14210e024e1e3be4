//! The patients: in memory to be read, in their file to last.

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
/// There are two locks, so that nobody waits for the disk to read: `ecriture` is held while a
/// change goes to the file, `connus` only for as long as memory is looked at.
#[derive(Debug)]
pub struct Patients {
    fichier: PathBuf,
    connus: RwLock<BTreeMap<String, Parametres>>,
    ecriture: Mutex<()>,
}

/// Why the service cannot start: one line that names the file.
#[derive(Debug, thiserror::Error)]
pub enum Illisible {
    #[error("{}: {source}", fichier.display())]
    Absent { fichier: PathBuf, source: io::Error },
    #[error("{}: {source}", fichier.display())]
    Malforme { fichier: PathBuf, source: serde_json::Error },
}
// SOLUTION-ELSE
// pub struct Patients {
//     /// kept from one start to the next
//     pub fichier: PathBuf,
// }
// SOLUTION-END

impl Patients {
    // SOLUTION-BEGIN
    /// Reads the file.
    pub fn ouvrir(fichier: PathBuf) -> Result<Self, Illisible> {
        let lu = match File::open(&fichier) {
            Ok(lu) => lu,
            Err(source) => return Err(Illisible::Absent { fichier, source }),
        };
        match serde_json::from_reader(BufReader::new(lu)) {
            Ok(connus) => {
                Ok(Self { fichier, connus: RwLock::new(connus), ecriture: Mutex::default() })
            }
            Err(source) => Err(Illisible::Malforme { fichier, source }),
        }
    }

    /// The names, sorted by code point: the order of UTF-8, which is that of a `BTreeMap`.
    pub fn noms(&self) -> Vec<String> {
        self.connus.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    /// The parameters of one patient.
    pub fn chercher(&self, nom: &str) -> Option<Parametres> {
        self.connus.read().unwrap_or_else(PoisonError::into_inner).get(nom).cloned()
    }

    /// Puts a patient in the file, then in memory; returns whether they are new.
    pub fn placer(&self, nom: String, parametres: Parametres) -> io::Result<bool> {
        self.changer(|patients| patients.insert(nom, parametres).is_none())
    }

    /// Takes a patient out of the file, then out of memory; returns whether they were known.
    pub fn retirer(&self, nom: &str) -> io::Result<bool> {
        self.changer(|patients| patients.remove(nom).is_some())
    }

    /// Changes a copy, writes it, and makes it what is known: one change at a time, and none is
    /// seen that is not on the disk.
    fn changer<T>(
        &self,
        change: impl FnOnce(&mut BTreeMap<String, Parametres>) -> T,
    ) -> io::Result<T> {
        let _seul = self.ecriture.lock().unwrap_or_else(PoisonError::into_inner);
        let mut patients = self.connus.read().unwrap_or_else(PoisonError::into_inner).clone();
        let outcome = change(&mut patients);
        self.enregistrer(&patients)?;
        *self.connus.write().unwrap_or_else(PoisonError::into_inner) = patients;
        Ok(outcome)
    }

    /// Writes a file beside the real one, and renames it once it is whole and on the disk: whoever
    /// reads, and whenever the service is killed, finds the old content or the new, never a half.
    fn enregistrer(&self, patients: &BTreeMap<String, Parametres>) -> io::Result<()> {
        let provisoire = self.fichier.with_added_extension("tmp");
        let mut fichier = File::create(&provisoire)?;
        fichier.write_all(&serde_json::to_vec_pretty(patients)?)?;
        fichier.sync_all()?;
        fs::rename(&provisoire, &self.fichier)
    }
    // SOLUTION-ELSE
    // /// Reads the file. One that is missing or malformed is an error whose text is one line and
    // /// names the file: `main` prints it and stops.
    // pub fn ouvrir(fichier: PathBuf) -> io::Result<Self> {
    //     // `serde_json::from_reader` into a `BTreeMap`; the map is a field beside `fichier`, behind
    //     // a lock. A change goes to a file beside this one first, which is then renamed.
    //     Ok(Self { fichier })
    // }
    // SOLUTION-END
}
