//! `GET /api/salutation`: the greeting.

// SOLUTION-BEGIN
use axum::{Json, Router, routing::get};
use serde::Serialize;
// SOLUTION-ELSE
// use axum::{Router, response::Response, routing::get};
// SOLUTION-END

pub fn router() -> Router {
    Router::new().route("/api/salutation", get(saluer))
}

// SOLUTION-BEGIN
#[derive(Serialize)]
struct Salutation {
    message: &'static str,
}

// SOLUTION-END
/// 200 and `{"message": "Bonjour, bienvenue dans notre API de microservices !"}`.
// SOLUTION-BEGIN
// ANCHOR: greeting
async fn saluer() -> Json<Salutation> {
    Json(Salutation { message: "Bonjour, bienvenue dans notre API de microservices !" })
}
// ANCHOR_END: greeting
// SOLUTION-ELSE
// ///
// /// `axum::Json` turns any value that derives `serde::Serialize` into a JSON answer; change
// /// the type that this function returns into the one that you need.
// async fn saluer() -> Response {
//     todo!("the greeting")
// }
// SOLUTION-END
