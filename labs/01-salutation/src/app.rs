//! The whole service as one value: `app()` binds no socket, so tests can call it too.

use axum::Router;

use crate::salutation;
use crate::utilisateurs::{self, Utilisateurs};

/// Every route of the service, with an empty list of users behind them.
pub fn app() -> Router {
    Router::new().merge(salutation::router()).merge(utilisateurs::router(Utilisateurs::default()))
}
