//! `GET /serre`: the greenhouse presents itself.

// ANCHOR: greeting
use axum::{Json, Router, routing::get};
use serde::Serialize;

#[derive(Serialize)]
struct Serre {
    nom: &'static str,
    temperature_c: i32,
}

async fn serre() -> Json<Serre> {
    Json(Serre { nom: "Serre tropicale", temperature_c: 26 })
}

pub fn router() -> Router {
    Router::new().route("/serre", get(serre))
}
// ANCHOR_END: greeting
