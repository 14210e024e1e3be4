//! The whole service as one value: `app()` binds no socket, so tests can call it too.

use axum::Router;
use sqlx::AnyPool;
// SOLUTION-BEGIN
use utoipa_axum::router::OpenApiRouter;
// SOLUTION-END

use crate::erreur::Erreur;
use crate::{document, produits};

/// Every route of the service with its document, and one shape for the errors of axum itself.
pub fn app(base: AnyPool) -> Router {
    // SOLUTION-BEGIN
    let (routes, operations) =
        OpenApiRouter::new().merge(produits::router()).with_state(base).split_for_parts();
    routes
        .merge(document::router(operations))
        .fallback(async || Erreur::CheminInconnu)
        .method_not_allowed_fallback(async || Erreur::Methode)
    // SOLUTION-ELSE
    // Router::new()
    //     .merge(produits::router())
    //     .with_state(base)
    //     .merge(document::router())
    //     .fallback(async || Erreur::CheminInconnu)
    //     .method_not_allowed_fallback(async || Erreur::Methode)
    // SOLUTION-END
}
