//! The seeds of a greenhouse, in SQLite or PostgreSQL: jars created, read, listed, changed, emptied.

mod base;
pub(crate) mod erreur;
pub(crate) mod extraire;
pub(crate) mod semence;
mod semences;

use axum::Router;
use sqlx::AnyPool;

pub use base::ouvrir;

use erreur::Erreur;

/// Every route of the service, and one shape for the errors of axum itself.
pub fn app(base: AnyPool) -> Router {
    Router::new()
        .merge(semences::router())
        .fallback(async || Erreur::CheminInconnu)
        .method_not_allowed_fallback(async || Erreur::Methode)
        .with_state(base)
}
