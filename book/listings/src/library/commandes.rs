//! The service `commandes`: what the gardeners order.

use std::panic;
use std::time::Duration;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::cle::Cle;
use super::error::Error;
use super::ordering::Ordering;
use super::panne::Panne;
use super::reconciler;
use super::store::{Commande, Creation};

// ANCHOR: router
pub fn router(ordering: Ordering) -> Router {
    Router::new()
        .route("/commandes", get(list).post(create))
        .route("/commandes/naive", post(create_naively))
        .route("/commandes/{id}/annulation", post(cancel))
        .route("/reconciliation", post(reconcile))
        .with_state(ordering)
}
// ANCHOR_END: router

/// The query string of a list.
#[derive(Deserialize)]
struct Filter {
    espece: String,
}

/// The orders of a species.
#[derive(Serialize)]
struct Commandes {
    commandes: Vec<Commande>,
}

async fn create_naively(
    State(ordering): State<Ordering>,
    panne: Panne,
    creation: Result<Json<Creation>, JsonRejection>,
) -> Result<impl IntoResponse, Error> {
    let Json(creation) = creation?;
    let commande = ordering.order_naively(&creation, panne).await?;
    Ok((StatusCode::CREATED, Json(commande)))
}

// ANCHOR: create
async fn create(
    State(ordering): State<Ordering>,
    panne: Panne,
    cle: Cle,
    creation: Result<Json<Creation>, JsonRejection>,
) -> Result<impl IntoResponse, Error> {
    let Json(creation) = creation?;
    // A task of its own: a client that leaves must not stop an order between two steps.
    let task = tokio::spawn(async move { ordering.order(&cle, &creation, panne).await });
    let commande = task.await.unwrap_or_else(|stop| panic::resume_unwind(stop.into_panic()))?;
    let location = format!("/commandes/{}", commande.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(commande)))
}
// ANCHOR_END: create

async fn list(
    State(ordering): State<Ordering>,
    Query(filter): Query<Filter>,
) -> Result<Json<Commandes>, Error> {
    Ok(Json(Commandes { commandes: ordering.store.of_espece(&filter.espece).await? }))
}

async fn cancel(
    State(ordering): State<Ordering>,
    panne: Panne,
    Path(id): Path<String>,
) -> Result<Json<Commande>, Error> {
    Ok(Json(ordering.cancel(&id, panne).await?))
}

/// One round of the reconciler, now: an order without a result is given up, however short it waits.
async fn reconcile(State(ordering): State<Ordering>) -> Result<StatusCode, Error> {
    reconciler::round(&ordering.store, &ordering.stock, Duration::ZERO).await?;
    Ok(StatusCode::NO_CONTENT)
}
