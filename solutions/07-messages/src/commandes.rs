//! `/api/commandes` and `/api/ventes`: orders, and what was sold.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;

use crate::commande::{Commande, Creation, Id, Message};
use crate::error::Error;
use crate::extract::JsonBody;
use crate::publisher::Publisher;
use crate::store::Store;

/// What the handlers share.
#[derive(Clone)]
pub struct AppState {
    pub store: Store,
    pub publisher: Arc<Publisher>,
}

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api/commandes", post(create))
        .route("/api/commandes/{id}", get(read))
        .route("/api/ventes/{produit}", get(sales))
}

/// What was sold of a product.
#[derive(Serialize)]
struct Ventes {
    produit: String,
    vendu: i64,
}

/// Accepts an order: 202 says that it will be handled, because the broker has it.
async fn create(
    State(state): State<AppState>,
    JsonBody(Creation { produit, quantite }): JsonBody<Creation>,
) -> Result<impl IntoResponse, Error> {
    let order = Message { id: Id::new(), produit, quantite };
    state.publisher.publish(&order).await?;
    state.store.accept(&order).await?;
    let commande = Commande::from(order);
    let location = format!("/api/commandes/{}", commande.id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(commande)))
}

async fn read(
    State(state): State<AppState>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<Commande>, Error> {
    // What is not text is the id of no order.
    let Path(id) = id.map_err(|_| Error::UnknownCommande)?;
    state.store.find(&id).await?.map(Json).ok_or(Error::UnknownCommande)
}

async fn sales(
    State(state): State<AppState>,
    produit: Result<Path<String>, PathRejection>,
) -> Result<Json<Ventes>, Error> {
    let Path(produit) = produit?;
    let vendu = state.store.sold(&produit).await?;
    Ok(Json(Ventes { produit, vendu }))
}
