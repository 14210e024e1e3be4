//! The accounts, and whether a password is the right one.

use std::collections::HashMap;
use std::thread::available_parallelism;

use argon2::password_hash::Error as HashError;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::error::Error;

// ANCHOR: hash
/// The hash of a new password, which is stored in its place. Each call draws a new salt.
pub fn hash(password: &SecretString) -> Result<SecretString, HashError> {
    let hash = Argon2::default().hash_password(password.expose_secret().as_bytes())?;
    Ok(hash.to_string().into())
}

/// Whether this password has this hash.
pub fn is_right(password: &SecretString, hash: &SecretString) -> Result<bool, HashError> {
    let password = password.expose_secret().as_bytes();
    match Argon2::default().verify_password(password, hash.expose_secret()) {
        Ok(()) => Ok(true),
        Err(HashError::PasswordInvalid) => Ok(false),
        Err(error) => Err(error),
    }
}
// ANCHOR_END: hash

/// Somebody who can log in.
#[derive(Clone)]
pub struct Account {
    hash: SecretString,
    roles: Vec<String>,
}

impl Account {
    /// An account with this password.
    ///
    /// # Errors
    /// When the password cannot be hashed.
    pub fn new(password: &SecretString, roles: &[&str]) -> Result<Self, HashError> {
        let roles = roles.iter().copied().map(str::to_owned).collect();
        Ok(Self { hash: hash(password)?, roles })
    }
}

// ANCHOR: accounts
/// Everybody who can log in.
pub struct Accounts {
    by_name: HashMap<String, Account>,
    /// stands in for every name that has no account; nobody knows its password
    decoy: Account,
    /// one hashing for each core at a time, because each needs 19 MiB of memory
    cores: Semaphore,
}

impl Accounts {
    /// What somebody may do, if this is the right password.
    pub async fn roles(&self, nom: &str, password: SecretString) -> Result<Vec<String>, Error> {
        let account = self.by_name.get(nom).unwrap_or(&self.decoy);
        let hash = account.hash.clone();
        // The semaphore is never closed.
        let _core = self.cores.acquire().await.ok();
        let is_right = spawn_blocking(move || is_right(&password, &hash)).await??;
        if is_right { Ok(account.roles.clone()) } else { Err(Error::WrongPassword) }
    }
}
// ANCHOR_END: accounts

impl Accounts {
    /// These accounts, by name.
    ///
    /// # Errors
    /// When no password can be hashed.
    pub fn new(by_name: HashMap<String, Account>) -> Result<Self, HashError> {
        let password = super::random_secret();
        let cores = available_parallelism().map_or(1, usize::from);
        let decoy = Account::new(&password, &[])?;
        Ok(Self { by_name, decoy, cores: Semaphore::new(cores) })
    }
}
