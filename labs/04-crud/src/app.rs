//! The whole service as one value: `app()` binds no socket, so tests can call it too.

use axum::Router;
use sqlx::AnyPool;

use crate::erreur::Erreur;
use crate::produits;

/// Every route of the service, and one shape for the errors of axum itself.
pub fn app(base: AnyPool) -> Router {
    Router::new()
        .merge(produits::router())
        .fallback(async || Erreur::CheminInconnu)
        .method_not_allowed_fallback(async || Erreur::Methode)
        .with_state(base)
}
