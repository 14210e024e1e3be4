//! `/api/arrosages` and `/api/consommation`: waterings, and how much water a greenhouse has used.

use std::sync::Arc;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;

use super::arrosage::{Arrosage, Creation, Id, Message};
use super::error::Error;
use super::publisher::Publisher;
use super::store::Store;

/// What the handlers share.
#[derive(Clone)]
pub struct AppState {
    pub publisher: Arc<Publisher>,
    pub store: Store,
}

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api/arrosages", post(create))
        .route("/api/arrosages/{id}", get(read))
        .route("/api/consommation/{serre}", get(consumption))
}

// ANCHOR: create
async fn create(
    State(state): State<AppState>,
    creation: Result<Json<Creation>, JsonRejection>,
) -> Result<impl IntoResponse, Error> {
    let Json(Creation { serre, litres }) = creation?;
    let message = Message { id: Id::new(), serre, litres };
    state.publisher.publish(&message).await?;
    state.store.accept(&message).await?;
    let arrosage = Arrosage::from(message);
    let location = format!("/api/arrosages/{}", arrosage.id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(arrosage)))
}
// ANCHOR_END: create

// ANCHOR: read
async fn read(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<Arrosage>, Error> {
    state.store.find(&id).await?.map(Json).ok_or(Error::UnknownArrosage)
}

/// How much water a greenhouse has used.
#[derive(Serialize)]
struct Consommation {
    serre: String,
    litres: i64,
}

async fn consumption(
    State(state): State<AppState>,
    Path(serre): Path<String>,
) -> Result<Json<Consommation>, Error> {
    let litres = state.store.consumption(&serre).await?;
    Ok(Json(Consommation { serre, litres }))
}
// ANCHOR_END: read
