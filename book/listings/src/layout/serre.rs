//! `GET /serre`: the greenhouse presents itself.

use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

/// The routes of this resource.
pub fn router() -> Router {
    Router::new().route("/serre", get(show))
}

#[derive(Serialize)]
struct Serre {
    nom: &'static str,
    temperature_c: i32,
}

async fn show() -> Json<Serre> {
    Json(Serre { nom: "Serre tropicale", temperature_c: 26 })
}
