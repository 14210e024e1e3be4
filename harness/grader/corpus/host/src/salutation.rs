//! A greeting that no check accepts.

use axum::{Router, routing::get};

pub fn router() -> Router {
    Router::new().route("/api/salutation", get(async || "an attack was made"))
}
