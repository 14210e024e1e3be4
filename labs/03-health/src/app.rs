//! The whole service as one value: `app()` binds no socket, so tests can call it too.

use std::sync::Arc;

use axum::Router;

use crate::patients::Patients;
use crate::sante;

/// Every route of the service, and one shape for the errors of axum itself.
pub fn app(patients: Arc<Patients>) -> Router {
    // axum answers 404 and 405 with an empty body. `fallback` and `method_not_allowed_fallback`
    // take a handler of yours.
    Router::new().merge(sante::router()).with_state(patients)
}
