//! A wrong greeting in a file that looks older than everything that was ever compiled.

use axum::{Router, routing::get};

pub fn router() -> Router {
    Router::new().route("/api/salutation", get(async || "not the honest server"))
}
