//! The service `membres`: the members. Before it deletes one, it asks `emprunts` for open loans.

use axum::Router;
use axum::extract::{FromRef, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use sqlx::AnyPool;

use crate::error::Error;
use crate::extract::{JsonBody, PathParam};
use crate::neighbours::Neighbours;

/// What the handlers share. Each extracts the part that it needs.
#[derive(Clone, FromRef)]
struct AppState {
    pool: AnyPool,
    neighbours: Neighbours,
}

pub fn router(pool: AnyPool, neighbours: Neighbours) -> Router {
    Router::new()
        .route("/api/membres", post(create))
        .route("/api/membres/{id}", get(read).delete(delete))
        .with_state(AppState { pool, neighbours })
}

// Write the member here, as the database stores it and as the responses show it.

/// What creates a member.
#[derive(Debug, Deserialize)]
struct Creation {}

/// Creates a member; returns 201, with its address in `Location`.
async fn create(
    State(pool): State<AnyPool>,
    JsonBody(creation): JsonBody<Creation>,
) -> Result<Response, Error> {
    todo!("insert {creation:?} into {pool:?}")
}

/// Returns one member.
async fn read(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
) -> Result<Response, Error> {
    todo!("select {id} from {pool:?}")
}

/// Deletes a member who has no open loan; returns 204.
async fn delete(
    State(pool): State<AnyPool>,
    State(neighbours): State<Neighbours>,
    PathParam(id): PathParam<i64>,
) -> Result<Response, Error> {
    let has_open_loan = neighbours.has_open_loan(id).await?;
    todo!("delete {id} from {pool:?}: {has_open_loan}")
}
