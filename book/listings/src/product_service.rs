//! A product service: a product is added, a product is read.
//!
//! This file speaks HTTP, `produit` says what a product is, `catalogue` stores the products.

mod catalogue;
mod produit;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;

pub use catalogue::Catalogue;

use produit::Produit;

// ANCHOR: app
/// Every route of the service.
pub fn app(catalogue: Catalogue) -> Router {
    Router::new()
        .route("/catalogue", post(create))
        .route("/catalogue/{reference}", get(read))
        .with_state(catalogue)
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

async fn create(
    State(catalogue): State<Catalogue>,
    Json(produit): Json<Produit>,
) -> impl IntoResponse {
    let reference = catalogue.add(produit.clone());
    let location = format!("/catalogue/{reference}");
    (StatusCode::CREATED, [(header::LOCATION, location)], Json(Fiche { reference, produit }))
}

async fn read(
    State(catalogue): State<Catalogue>,
    Path(reference): Path<usize>,
) -> Result<Json<Fiche>, StatusCode> {
    let produit = catalogue.find(reference).ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(Fiche { reference, produit }))
}
// ANCHOR_END: handlers
