//! The whole service as one value: `app()` binds no socket, so tests can call it too.

use axum::Router;

use crate::{api, pages};

/// Every route of the service.
pub fn app() -> Router {
    Router::new().merge(pages::router()).merge(api::router())
}
