//! The service `emprunts`: the loans. It asks `membres` whether a member exists, and `livres` for a copy.

// SOLUTION-BEGIN
use std::panic;
use std::time::Duration;

use axum::extract::{FromRef, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use crate::borrowing::Borrowing;
use crate::cle::Cle;
use crate::emprunt::{Creation, Emprunt};
use crate::error::Error;
use crate::extract::{JsonBody, PathParam, QueryParams};
use crate::neighbours::Neighbours;
use crate::reconciler;
use crate::releases::{RETURN, Release};
use crate::store::Store;

/// How long a client waits for its loan. What is not finished then goes on without it.
const PATIENCE: Duration = Duration::from_millis(4_500);
// SOLUTION-ELSE
// use axum::extract::{FromRef, State};
// use axum::http::{StatusCode, header};
// use axum::response::IntoResponse;
// use axum::routing::{get, post};
// use axum::{Json, Router};
// use serde::{Deserialize, Serialize};
//
// use crate::borrowing::Borrowing;
// use crate::cle::Cle;
// use crate::emprunt::{Creation, Emprunt};
// use crate::error::Error;
// use crate::extract::{JsonBody, PathParam, QueryParams};
// use crate::neighbours::Neighbours;
// use crate::store::Store;
// SOLUTION-END

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

// SOLUTION-BEGIN
// ANCHOR: create
async fn create(
    State(borrowing): State<Borrowing>,
    cle: Cle,
    JsonBody(creation): JsonBody<Creation>,
) -> Result<impl IntoResponse, Error> {
    // A task of its own: a client that leaves must not stop a loan between two steps.
    let task = tokio::spawn(async move { borrowing.borrow(&cle, creation).await });
    let borrowed = timeout(PATIENCE, task).await.map_err(|_| Error::OutOfTime)?;
    let emprunt = borrowed.unwrap_or_else(|panic| panic::resume_unwind(panic.into_panic()))?;
    let location = format!("/api/emprunts/{}", emprunt.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(emprunt)))
}
// ANCHOR_END: create
// SOLUTION-ELSE
// /// Lends a book; returns 201, with the address of the loan in `Location`. What happens when the client
// /// leaves before the end, and how long may it wait?
// async fn create(
//     State(borrowing): State<Borrowing>,
//     cle: Cle,
//     JsonBody(creation): JsonBody<Creation>,
// ) -> Result<impl IntoResponse, Error> {
//     let emprunt = borrowing.borrow(&cle, creation).await?;
//     let location = format!("/api/emprunts/{}", emprunt.id);
//     Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(emprunt)))
// }
// SOLUTION-END

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

// SOLUTION-BEGIN
/// Returns a loan. It is returned as soon as that is written down, whether `livres` answers or not.
async fn give_back(
    State(store): State<Store>,
    State(neighbours): State<Neighbours>,
    PathParam(id): PathParam<i64>,
) -> Result<Json<Emprunt>, Error> {
    let emprunt = store.give_back(id).await?;
    let release = Release { id: emprunt.id, livre: emprunt.livre };
    // If this fails, or takes too long, the reconciler does it again.
    let _ = timeout(RETURN, reconciler::release(&store, &neighbours, release)).await;
    Ok(Json(emprunt))
}
// SOLUTION-ELSE
// /// Returns a loan. Then its copy is free again: tell `livres`, or make sure that it is told later.
// async fn give_back(
//     State(store): State<Store>,
//     State(neighbours): State<Neighbours>,
//     PathParam(id): PathParam<i64>,
// ) -> Result<Json<Emprunt>, Error> {
//     let emprunt = store.give_back(id).await?;
//     todo!("tell {neighbours:?} that a copy of {} is free", emprunt.livre)
// }
// SOLUTION-END
