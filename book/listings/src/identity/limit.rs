//! The limit of attempts to log in: five for a name within a minute, unless one succeeds.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::error::Error;

// ANCHOR: limit
/// How many attempts a name has, and for how long each of them counts.
const ATTEMPTS: usize = 5;
const WINDOW: Duration = Duration::from_secs(60);

/// When the attempts for each name began, known or not.
#[derive(Default)]
pub struct Limiter(Mutex<HashMap<String, Vec<Instant>>>);

impl Limiter {
    /// Counts an attempt, before its password is checked: of many attempts at the same time, only
    /// five begin.
    pub fn begin(&self, nom: &str) -> Result<(), Error> {
        let now = Instant::now();
        let mut names = self.lock();
        names.retain(|_, attempts| {
            attempts.retain(|begun| now - *begun < WINDOW);
            !attempts.is_empty()
        });
        let attempts = names.entry(nom.to_owned()).or_default();
        if attempts.len() >= ATTEMPTS {
            return Err(Error::TooManyAttempts { wait: WINDOW - (now - attempts[0]) });
        }
        attempts.push(now);
        Ok(())
    }

    /// Forgets the attempts for a name, because one has succeeded.
    pub fn succeeded(&self, nom: &str) {
        self.lock().remove(nom);
    }
}
// ANCHOR_END: limit

impl Limiter {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Vec<Instant>>> {
        // A panic leaves the map valid, so a poisoned mutex can still be used.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
