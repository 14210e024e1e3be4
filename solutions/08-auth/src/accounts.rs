//! The accounts, and whether a password is the right one.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;
use std::{fs, io};

use argon2::password_hash::Error as HashError;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::error::{Error, InternalError};
use crate::json_object::JsonObject;

/// An account, as the file has it.
#[derive(Deserialize)]
struct Account {
    /// the hash of its password: `$argon2id$v=19$m=19456,t=2,p=1$…`
    mot_de_passe: SecretString,
    /// what it may do: `lecteur`, `admin`; other names give no right
    roles: Vec<String>,
}

/// All accounts, by user name.
pub struct Accounts {
    accounts: HashMap<String, Account>,
    /// the hash of a password that nobody knows, for names that nobody has
    nobody: SecretString,
    /// one hashing for each core at a time: each of them needs 19 MiB of memory
    cores: Arc<Semaphore>,
}

/// Why the file with the accounts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    #[error("the accounts in {path} cannot be read: {source}")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("the accounts in {path} cannot be used: {reason}")]
    Malformed { path: PathBuf, reason: Malformed },
}

/// What is wrong with the accounts.
#[derive(Debug, thiserror::Error)]
pub enum Malformed {
    /// Without serde's own words, which may quote a hash.
    #[error("they do not have the right form, in line {line}")]
    Json { line: usize },
    #[error("no password can be hashed: {0}")]
    Hashing(HashError),
}

impl Accounts {
    /// Reads the accounts from a file.
    ///
    /// # Errors
    /// Names the file when it is missing, or does not have the right form.
    pub fn load(path: &Path) -> Result<Self, AccountsError> {
        let path = path.to_owned();
        match fs::read_to_string(&path) {
            Ok(text) => {
                Self::read(&text).map_err(|reason| AccountsError::Malformed { path, reason })
            }
            Err(source) => Err(AccountsError::Unreadable { path, source }),
        }
    }

    /// Reads the accounts from JSON.
    ///
    /// # Errors
    /// When it does not have the right form.
    pub fn read(text: &str) -> Result<Self, Malformed> {
        let JsonObject(accounts) =
            serde_json::from_str::<JsonObject<HashMap<String, JsonObject<Account>>>>(text)
                .map_err(|error| Malformed::Json { line: error.line() })?;
        let password: [u8; 32] = rand::random();
        let nobody = Argon2::default().hash_password(&password).map_err(Malformed::Hashing)?;
        let cores = available_parallelism().map_or(1, usize::from);
        Ok(Self {
            accounts: accounts
                .into_iter()
                .map(|(name, JsonObject(account))| (name, account))
                .collect(),
            nobody: nobody.to_string().into(),
            cores: Arc::new(Semaphore::new(cores)),
        })
    }

    /// What the account of `username` may do, if this is its password.
    ///
    /// The hashing is as slow as it is meant to be, also when there is no such account: otherwise the
    /// time of the response would say which names there are.
    ///
    /// # Errors
    /// [`Error::WrongPassword`], for an unknown name too.
    pub async fn log_in(
        &self,
        username: &str,
        password: SecretString,
    ) -> Result<Vec<String>, Error> {
        // SOLUTION-BEGIN
        let account = self.accounts.get(username);
        let hash = account.map_or(&self.nobody, |account| &account.mot_de_passe).clone();
        let is_right = self.verify(password, hash).await?;
        match account {
            Some(account) if is_right => Ok(account.roles.clone()),
            _ => Err(Error::WrongPassword),
        }
        // SOLUTION-ELSE
        // // `verify` compares the password with a hash: that of the account, or `self.nobody`.
        // todo!("check {password:?} of {username} against {} accounts", self.accounts.len())
        // SOLUTION-END
    }

    /// Whether this password has this hash. It takes some 30 ms of a core, on a thread that nothing else
    /// waits for.
    async fn verify(
        &self,
        password: SecretString,
        hash: SecretString,
    ) -> Result<bool, InternalError> {
        // The semaphore is never closed.
        let _core = self.cores.acquire().await.ok();
        spawn_blocking(move || {
            let password = password.expose_secret().as_bytes();
            match Argon2::default().verify_password(password, hash.expose_secret()) {
                Ok(()) => Ok(true),
                Err(HashError::PasswordInvalid) => Ok(false),
                Err(error) => Err(InternalError::Hashing(error)),
            }
        })
        .await?
    }
}
