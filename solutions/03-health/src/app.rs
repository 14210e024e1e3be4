//! The whole service as one value: `app()` binds no socket, so tests can call it too.

use std::sync::Arc;

use axum::Router;

// SOLUTION-BEGIN
use crate::erreur::Erreur;
// SOLUTION-END
use crate::patients::Patients;
use crate::sante;

/// Every route of the service, and one shape for the errors of axum itself.
pub fn app(patients: Arc<Patients>) -> Router {
    // SOLUTION-BEGIN
    Router::new()
        .merge(sante::router())
        .fallback(async || Erreur::CheminInconnu)
        .method_not_allowed_fallback(async || Erreur::Methode)
        .with_state(patients)
    // SOLUTION-ELSE
    // // axum answers 404 and 405 with an empty body. `fallback` and `method_not_allowed_fallback`
    // // take a handler of yours.
    // Router::new().merge(sante::router()).with_state(patients)
    // SOLUTION-END
}
