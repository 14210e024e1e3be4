//! `GET /api/salutation`: the greeting.

// SOLUTION-BEGIN
use axum::{Json, Router, routing::get};
use serde::Serialize;
// SOLUTION-ELSE
// use axum::{Router, response::Response, routing::get};
// SOLUTION-END

pub fn router() -> Router {
    Router::new().route("/api/salutation", get(greet))
}

// SOLUTION-BEGIN
#[derive(Serialize)]
struct Salutation {
    message: &'static str,
}

// SOLUTION-END
/// 200 and `{"message": "Bonjour, bienvenue dans notre API de microservices !"}`.
// SOLUTION-BEGIN
// ANCHOR: greet
async fn greet() -> Json<Salutation> {
    Json(Salutation { message: "Bonjour, bienvenue dans notre API de microservices !" })
}
// ANCHOR_END: greet
// SOLUTION-ELSE
// ///
// /// `axum::Json` turns any value that derives `serde::Serialize` into a JSON response. Change the
// /// return type of this function to the one that you need.
// async fn greet() -> Response {
//     todo!("the greeting")
// }
// SOLUTION-END
