//! What the handlers share.

use std::sync::Arc;

use axum::extract::FromRef;

use super::accounts::Accounts;
use super::journal::Arrosages;
use super::limit::Limiter;
use super::token::Tokens;

/// What the handlers share. Each takes the part that it needs, such as `State<Arc<Tokens>>`.
#[derive(Clone, FromRef)]
pub struct AppState {
    accounts: Arc<Accounts>,
    limiter: Arc<Limiter>,
    tokens: Arc<Tokens>,
    arrosages: Arc<Arrosages>,
}

impl AppState {
    /// The state of a greenhouse with these accounts, where nothing has been watered yet.
    pub fn new(accounts: Accounts, tokens: Tokens) -> Self {
        Self {
            accounts: Arc::new(accounts),
            limiter: Arc::default(),
            tokens: Arc::new(tokens),
            arrosages: Arc::default(),
        }
    }
}
