//! The whole service as one value: `app()` opens no port, so tests can call it too.

use axum::{Router, middleware};

use crate::error::Error;
use crate::observe::observe;
use crate::state::AppState;
use crate::{exposition, health, produits, request_id, trace_context};

/// Every route of the service. axum's own errors get the same form as ours.
pub fn app(state: AppState) -> Router {
    Router::new()
        .merge(produits::router())
        .merge(health::router())
        .merge(exposition::router())
        .fallback(async || Error::UnknownPath)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        // The last layer is the outermost one: both ids are there when `observe` needs them.
        .layer(middleware::from_fn_with_state(state.clone(), observe))
        .layer(middleware::from_fn(trace_context::assign))
        .layer(middleware::from_fn(request_id::assign))
        .with_state(state)
}
