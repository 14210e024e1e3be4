//! A product service: a product is added, a product is read.
//!
//! This file speaks HTTP, `produit` says what a product is, `catalogue` keeps the products.

mod catalogue;
mod produit;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;

use self::catalogue::Catalogue;
use self::produit::Produit;

// ANCHOR: app
/// Every route of the service, with an empty catalogue behind them.
pub fn app() -> Router {
    Router::new()
        .route("/catalogue", post(ajouter))
        .route("/catalogue/{reference}", get(lire))
        .with_state(Catalogue::default())
}
// ANCHOR_END: app

// ANCHOR: handlers
/// What the API shows of a product.
#[derive(Serialize)]
struct Fiche {
    reference: usize,
    #[serde(flatten)]
    produit: Produit,
}

async fn ajouter(
    State(catalogue): State<Catalogue>,
    Json(produit): Json<Produit>,
) -> impl IntoResponse {
    let reference = catalogue.ajouter(produit.clone());
    let place = format!("/catalogue/{reference}");
    (StatusCode::CREATED, [(header::LOCATION, place)], Json(Fiche { reference, produit }))
}

async fn lire(
    State(catalogue): State<Catalogue>,
    Path(reference): Path<usize>,
) -> Result<Json<Fiche>, StatusCode> {
    let produit = catalogue.trouver(reference).ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(Fiche { reference, produit }))
}
// ANCHOR_END: handlers
