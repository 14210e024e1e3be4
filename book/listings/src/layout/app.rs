//! The whole service as one value: `app()` binds no socket, so tests can call it too.

use axum::Router;

use super::plantes::{self, Plantes};
use super::serre;

// ANCHOR: app
/// Every route of the service, with a first plant behind them.
pub fn app() -> Router {
    Router::new().merge(serre::router()).merge(plantes::router(Plantes::default()))
}
// ANCHOR_END: app
