//! A first API: a greenhouse that presents itself, and the plants that are added to it and removed.

mod greeting;
mod plantes;

use axum::Router;

/// Every route of the chapter, with no plants yet.
pub fn app() -> Router {
    Router::new().merge(greeting::router()).merge(plantes::router())
}
