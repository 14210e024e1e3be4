//! `GET /api/salutation`: the greeting.

use axum::{Router, response::Response, routing::get};

pub fn router() -> Router {
    Router::new().route("/api/salutation", get(greet))
}

/// 200 and `{"message": "Bonjour, bienvenue dans notre API de microservices !"}`.
///
/// `axum::Json` turns any value that derives `serde::Serialize` into a JSON response. Change the
/// return type of this function to the one that you need.
async fn greet() -> Response {
    todo!("the greeting")
}
