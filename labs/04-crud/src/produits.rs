//! `/api/produits`: the products, one by one and in pages.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use sqlx::AnyPool;

use crate::error::Error;
use crate::extract::{JsonBody, PathParam, QueryParams};
use crate::produit::{Creation, Modification, Replacement, Retrait};

pub fn router() -> Router<AnyPool> {
    Router::new()
        .route("/api/produits", get(list).post(create))
        .route("/api/produits/{id}", get(read).put(replace).patch(update).delete(delete))
        .route("/api/produits/{id}/retrait", post(withdraw))
}

/// The query string of a list: which page of which products (`limite`, `apres`, `q`).
#[derive(Debug, Deserialize)]
struct Page {}

/// A page of products, ordered by id, and the last id on it if another page follows.
async fn list(
    State(pool): State<AnyPool>,
    QueryParams(page): QueryParams<Page>,
) -> Result<Response, Error> {
    todo!("select {page:?} from {pool:?}")
}

/// Creates a product; returns 201, with its address in `Location`.
async fn create(
    State(pool): State<AnyPool>,
    JsonBody(creation): JsonBody<Creation>,
) -> Result<Response, Error> {
    todo!("insert {creation:?} into {pool:?}")
}

/// Returns one product.
async fn read(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
) -> Result<Response, Error> {
    todo!("select {id} from {pool:?}")
}

/// Replaces a product.
async fn replace(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
    JsonBody(replacement): JsonBody<Replacement>,
) -> Result<Response, Error> {
    todo!("update {id} with {replacement:?} in {pool:?}")
}

/// Changes the fields that are given.
async fn update(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
    JsonBody(modification): JsonBody<Modification>,
) -> Result<Response, Error> {
    todo!("update {id} with {modification:?} in {pool:?}")
}

/// Deletes a product; returns 204.
async fn delete(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
) -> Result<Response, Error> {
    todo!("delete {id} from {pool:?}")
}

/// Withdraws pieces from the stock, unless it is too low.
async fn withdraw(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
    JsonBody(retrait): JsonBody<Retrait>,
) -> Result<Response, Error> {
    todo!("withdraw {retrait:?} from {id} in {pool:?}")
}
