//! The seeds of a greenhouse, in SQLite or PostgreSQL: jars created, read, listed, changed, emptied.

mod database;
pub(crate) mod error;
pub(crate) mod extract;
pub(crate) mod semence;
mod semences;

use axum::Router;
use sqlx::AnyPool;

pub use database::open;

use error::Error;

/// Every route of the service; the errors of axum itself have our shape too.
pub fn app(pool: AnyPool) -> Router {
    Router::new()
        .merge(semences::router())
        .fallback(async || Error::UnknownPath)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .with_state(pool)
}
