//! `/api/produits`: names, in the order of their creation.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::extract::JsonBody;
use crate::identity::{Admin, Reader};
use crate::state::AppState;
use crate::stock::{Nom, Produits};

pub fn router() -> Router<AppState> {
    Router::new().route("/api/produits", get(list).post(create))
}

#[derive(Deserialize, Serialize)]
struct Produit {
    nom: Nom,
}

#[derive(Serialize)]
struct List {
    produits: Vec<Nom>,
}

async fn list(_: Reader, State(produits): State<Arc<Produits>>) -> Json<List> {
    Json(List { produits: produits.all() })
}

async fn create(
    _: Admin,
    State(produits): State<Arc<Produits>>,
    JsonBody(produit): JsonBody<Produit>,
) -> Result<impl IntoResponse, Error> {
    produits.add(produit.nom.clone());
    Ok((StatusCode::CREATED, Json(produit)))
}
