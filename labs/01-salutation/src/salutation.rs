//! `GET /api/salutation`: the greeting.

use axum::{Router, response::Response, routing::get};

pub fn router() -> Router {
    Router::new().route("/api/salutation", get(saluer))
}

/// 200 and `{"message": "Bonjour, bienvenue dans notre API de microservices !"}`.
///
/// `axum::Json` turns any value that derives `serde::Serialize` into a JSON answer; change
/// the type that this function returns into the one that you need.
async fn saluer() -> Response {
    todo!("the greeting")
}
