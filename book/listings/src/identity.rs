//! A greenhouse that knows who asks: passwords, tokens and roles. Beside it, a greenhouse with five
//! mistakes, and a forger who knows them.

mod accounts;
mod arrosages;
mod broken;
mod caller;
mod error;
mod extract;
mod forger;
mod journal;
mod limit;
mod reading;
mod secret;
mod session;
mod state;
mod token;

use axum::Router;

pub use accounts::{Account, Accounts, hash, is_right};
pub use broken::Mistake;
pub use forger::Forgery;
pub use limit::Limiter;
pub use reading::read;
pub use secret::{SecretError, random_secret, secret};
pub use state::AppState;
pub use token::{Claims, Tokens};

/// The greenhouse.
pub fn app(state: AppState) -> Router {
    Router::new().merge(session::router()).merge(arrosages::router()).with_state(state)
}

/// What a reader may use beside the greenhouse: a route that reads tokens, the greenhouse with the
/// mistakes, and the forger.
pub fn workshop(state: AppState) -> Router {
    Router::new()
        .merge(reading::router())
        .merge(broken::router())
        .merge(forger::router())
        .with_state(state)
}
