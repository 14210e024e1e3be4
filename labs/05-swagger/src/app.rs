//! The whole service as one value: `app()` binds no socket, so tests can call it too.

use axum::Router;
use sqlx::AnyPool;

use crate::erreur::Erreur;
use crate::{document, produits};

/// Every route of the service with its document, and one shape for the errors of axum itself.
pub fn app(base: AnyPool) -> Router {
    Router::new()
        .merge(produits::router())
        .with_state(base)
        .merge(document::router())
        .fallback(async || Erreur::CheminInconnu)
        .method_not_allowed_fallback(async || Erreur::Methode)
}
