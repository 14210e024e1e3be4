//! What the handlers share.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::accounts::{Accounts, AccountsError};
use crate::attempts::Attempts;
use crate::config::Config;
use crate::error::InternalError;
use crate::stock::Produits;
use crate::token::Tokens;

/// What the handlers share. Each takes the part that it needs, by `State<Arc<Tokens>>` for example.
#[derive(Clone, FromRef)]
pub struct AppState {
    pub accounts: Arc<Accounts>,
    pub attempts: Arc<Attempts>,
    pub tokens: Arc<Tokens>,
    pub produits: Arc<Produits>,
}

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    #[error(transparent)]
    Tokens(#[from] InternalError),
}

impl AppState {
    /// Reads the accounts; nobody is logged in, and there are no products.
    ///
    /// # Errors
    /// When the file with the accounts cannot be used, or the secret is no key.
    pub fn new(config: &Config) -> Result<Self, StateError> {
        Ok(Self {
            accounts: Arc::new(Accounts::load(&config.comptes)?),
            attempts: Arc::default(),
            tokens: Arc::new(Tokens::new(&config.jwt_secret, config.duree_s)?),
            produits: Arc::default(),
        })
    }
}
