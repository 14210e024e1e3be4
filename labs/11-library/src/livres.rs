//! The service `livres`: the books, and the reservations of their copies. It calls no other service.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post, put};
use serde::Deserialize;
use sqlx::AnyPool;

use crate::error::Error;
use crate::extract::{JsonBody, PathParam};
use crate::texte::Texte;

pub fn router(pool: AnyPool) -> Router {
    Router::new()
        .route("/api/livres", post(create))
        .route("/api/livres/{id}", get(read))
        .route("/api/livres/{id}/reservations/{emprunt}", put(reserve).delete(release))
        .with_state(pool)
}

// Write the book here, as the database stores it and as the responses show it: it derives
// `sqlx::FromRow` and `serde::Serialize`.

/// What creates a book. Add the author and the number of copies.
#[derive(Debug, Deserialize)]
struct Creation {
    titre: Texte,
}

/// Creates a book, of which all copies are available; returns 201, with its address in `Location`.
async fn create(
    State(pool): State<AnyPool>,
    JsonBody(creation): JsonBody<Creation>,
) -> Result<Response, Error> {
    todo!("insert {} into {pool:?}", creation.titre.as_str())
}

/// Returns one book.
async fn read(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
) -> Result<Response, Error> {
    todo!("select {id} from {pool:?}")
}

/// Reserves a copy for a loan; returns 201, or 200 if the loan has one already.
async fn reserve(
    State(pool): State<AnyPool>,
    PathParam((id, emprunt)): PathParam<(i64, i64)>,
) -> Result<Response, Error> {
    todo!("reserve a copy of {id} for {emprunt} in {pool:?}")
}

/// Frees the copy of a loan; returns 204, whether it had one or not.
async fn release(
    State(pool): State<AnyPool>,
    PathParam((id, emprunt)): PathParam<(i64, i64)>,
) -> Result<Response, Error> {
    todo!("free the copy of {id} for {emprunt} in {pool:?}")
}
