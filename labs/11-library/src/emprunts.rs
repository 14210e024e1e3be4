//! The service `emprunts`: the loans. It asks `membres` whether a member exists, and `livres` for a copy.

use axum::extract::{FromRef, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::borrowing::Borrowing;
use crate::cle::Cle;
use crate::emprunt::{Creation, Emprunt};
use crate::error::Error;
use crate::extract::{JsonBody, PathParam, QueryParams};
use crate::neighbours::Neighbours;
use crate::store::Store;

/// What the handlers share. Each extracts the part that it needs.
#[derive(Clone, FromRef)]
struct AppState {
    store: Store,
    neighbours: Neighbours,
    borrowing: Borrowing,
}

/// The query string of a list.
#[derive(Deserialize)]
struct Filter {
    membre: i64,
}

/// The loans of a member.
#[derive(Serialize)]
struct Emprunts {
    emprunts: Vec<Emprunt>,
}

/// The routes. While they are served, the reconciler must run.
pub fn router(store: Store, neighbours: Neighbours) -> Router {
    let borrowing = Borrowing::new(store.clone(), neighbours.clone());
    Router::new()
        .route("/api/emprunts", get(list).post(create))
        .route("/api/emprunts/{id}", get(read))
        .route("/api/emprunts/{id}/retour", post(give_back))
        .with_state(AppState { store, neighbours, borrowing })
}

/// Lends a book; returns 201, with the address of the loan in `Location`. What happens when the client
/// leaves before the end, and how long may it wait?
async fn create(
    State(borrowing): State<Borrowing>,
    cle: Cle,
    JsonBody(creation): JsonBody<Creation>,
) -> Result<impl IntoResponse, Error> {
    let emprunt = borrowing.borrow(&cle, creation).await?;
    let location = format!("/api/emprunts/{}", emprunt.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(emprunt)))
}

async fn list(
    State(store): State<Store>,
    QueryParams(filter): QueryParams<Filter>,
) -> Result<Json<Emprunts>, Error> {
    Ok(Json(Emprunts { emprunts: store.of_member(filter.membre).await? }))
}

async fn read(
    State(store): State<Store>,
    PathParam(id): PathParam<i64>,
) -> Result<Json<Emprunt>, Error> {
    Ok(Json(store.find(id).await?))
}

/// Returns a loan. Then its copy is free again: tell `livres`, or make sure that it is told later.
async fn give_back(
    State(store): State<Store>,
    State(neighbours): State<Neighbours>,
    PathParam(id): PathParam<i64>,
) -> Result<Json<Emprunt>, Error> {
    let emprunt = store.give_back(id).await?;
    todo!("tell {neighbours:?} that a copy of {} is free", emprunt.livre)
}
