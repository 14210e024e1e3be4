//! The service `membres`: the members. Before it deletes one, it asks `emprunts` for open loans.

// SOLUTION-BEGIN
use axum::extract::{FromRef, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use sqlx::AnyPool;

use crate::error::Error;
use crate::extract::{JsonBody, PathParam};
use crate::neighbours::Neighbours;
use crate::texte::Texte;
// SOLUTION-ELSE
// use axum::Router;
// use axum::extract::{FromRef, State};
// use axum::response::Response;
// use axum::routing::{get, post};
// use serde::Deserialize;
// use sqlx::AnyPool;
//
// use crate::error::Error;
// use crate::extract::{JsonBody, PathParam};
// use crate::neighbours::Neighbours;
// SOLUTION-END

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

// SOLUTION-BEGIN
/// A member, as the database stores it and as the responses show it.
#[derive(Debug, sqlx::FromRow, Serialize)]
struct Membre {
    id: i64,
    nom: String,
}

/// What creates a member.
#[derive(Debug, Deserialize)]
struct Creation {
    nom: Texte,
}

async fn create(
    State(pool): State<AnyPool>,
    JsonBody(creation): JsonBody<Creation>,
) -> Result<impl IntoResponse, Error> {
    let membre: Membre = sqlx::query_as("insert into membres (nom) values ($1) returning id, nom")
        .bind(creation.nom.as_str())
        .fetch_one(&pool)
        .await?;
    let location = format!("/api/membres/{}", membre.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(membre)))
}

async fn read(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
) -> Result<Json<Membre>, Error> {
    Ok(Json(find(&pool, id).await?))
}

async fn find(pool: &AnyPool, id: i64) -> Result<Membre, Error> {
    let membre = sqlx::query_as("select id, nom from membres where id = $1")
        .bind(id)
        .fetch_optional(pool)
        .await?;
    membre.ok_or(Error::UnknownMembre)
}

/// Deletes a member who has no open loan. If `emprunts` does not answer, nobody knows, and the member
/// stays.
async fn delete(
    State(pool): State<AnyPool>,
    State(neighbours): State<Neighbours>,
    PathParam(id): PathParam<i64>,
) -> Result<StatusCode, Error> {
    find(&pool, id).await?;
    if neighbours.has_open_loan(id).await? {
        return Err(Error::OpenLoan);
    }
    let deleted = sqlx::query("delete from membres where id = $1").bind(id).execute(&pool).await?;
    match deleted.rows_affected() {
        0 => Err(Error::UnknownMembre),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}
// SOLUTION-ELSE
// // Write the member here, as the database stores it and as the responses show it.
//
// /// What creates a member.
// #[derive(Debug, Deserialize)]
// struct Creation {}
//
// /// Creates a member; returns 201, with its address in `Location`.
// async fn create(
//     State(pool): State<AnyPool>,
//     JsonBody(creation): JsonBody<Creation>,
// ) -> Result<Response, Error> {
//     todo!("insert {creation:?} into {pool:?}")
// }
//
// /// Returns one member.
// async fn read(
//     State(pool): State<AnyPool>,
//     PathParam(id): PathParam<i64>,
// ) -> Result<Response, Error> {
//     todo!("select {id} from {pool:?}")
// }
//
// /// Deletes a member who has no open loan; returns 204.
// async fn delete(
//     State(pool): State<AnyPool>,
//     State(neighbours): State<Neighbours>,
//     PathParam(id): PathParam<i64>,
// ) -> Result<Response, Error> {
//     let has_open_loan = neighbours.has_open_loan(id).await?;
//     todo!("delete {id} from {pool:?}: {has_open_loan}")
// }
// SOLUTION-END
