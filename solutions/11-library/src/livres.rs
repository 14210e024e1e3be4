//! The service `livres`: the books, and the reservations of their copies. It calls no other service.

// SOLUTION-BEGIN
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use sqlx::AnyPool;

use crate::error::Error;
use crate::extract::{JsonBody, PathParam};
use crate::texte::Texte;
// SOLUTION-ELSE
// use axum::Router;
// use axum::extract::State;
// use axum::response::Response;
// use axum::routing::{get, post, put};
// use serde::Deserialize;
// use sqlx::AnyPool;
//
// use crate::error::Error;
// use crate::extract::{JsonBody, PathParam};
// use crate::texte::Texte;
// SOLUTION-END

pub fn router(pool: AnyPool) -> Router {
    Router::new()
        .route("/api/livres", post(create))
        .route("/api/livres/{id}", get(read))
        .route("/api/livres/{id}/reservations/{emprunt}", put(reserve).delete(release))
        .with_state(pool)
}

// SOLUTION-BEGIN
/// A book, as the database stores it and as the responses show it.
#[derive(Debug, sqlx::FromRow, Serialize)]
struct Livre {
    id: i64,
    titre: String,
    auteur: String,
    exemplaires: i64,
    disponibles: i64,
}

/// What creates a book.
#[derive(Debug, Deserialize)]
struct Creation {
    titre: Texte,
    auteur: Texte,
    exemplaires: Exemplaires,
}

/// How many copies the library has of a book: 1 to 1000.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "i64")]
struct Exemplaires(i64);

impl TryFrom<i64> for Exemplaires {
    type Error = &'static str;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        match number {
            1..=1_000 => Ok(Self(number)),
            _ => Err("un livre a de 1 à 1000 exemplaires"),
        }
    }
}
// SOLUTION-ELSE
// // Write the book here, as the database stores it and as the responses show it: it derives
// // `sqlx::FromRow` and `serde::Serialize`.
//
// /// What creates a book. Add the author and the number of copies.
// #[derive(Debug, Deserialize)]
// struct Creation {
//     titre: Texte,
// }
// SOLUTION-END

// SOLUTION-BEGIN
async fn create(
    State(pool): State<AnyPool>,
    JsonBody(creation): JsonBody<Creation>,
) -> Result<impl IntoResponse, Error> {
    let livre: Livre = sqlx::query_as(
        r"
        insert into livres (titre, auteur, exemplaires, disponibles)
        values ($1, $2, $3, $3)
        returning id, titre, auteur, exemplaires, disponibles
        ",
    )
    .bind(creation.titre.as_str())
    .bind(creation.auteur.as_str())
    .bind(creation.exemplaires.0)
    .fetch_one(&pool)
    .await?;
    let location = format!("/api/livres/{}", livre.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(livre)))
}
// SOLUTION-ELSE
// /// Creates a book, of which all copies are available; returns 201, with its address in `Location`.
// async fn create(
//     State(pool): State<AnyPool>,
//     JsonBody(creation): JsonBody<Creation>,
// ) -> Result<Response, Error> {
//     todo!("insert {} into {pool:?}", creation.titre.as_str())
// }
// SOLUTION-END

// SOLUTION-BEGIN
async fn read(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
) -> Result<Json<Livre>, Error> {
    Ok(Json(find(&pool, id).await?))
}

async fn find(pool: &AnyPool, id: i64) -> Result<Livre, Error> {
    let livre = sqlx::query_as(
        "select id, titre, auteur, exemplaires, disponibles from livres where id = $1",
    )
    .bind(id)
    .fetch_optional(pool)
    .await?;
    livre.ok_or(Error::UnknownLivre)
}
// SOLUTION-ELSE
// /// Returns one book.
// async fn read(
//     State(pool): State<AnyPool>,
//     PathParam(id): PathParam<i64>,
// ) -> Result<Response, Error> {
//     todo!("select {id} from {pool:?}")
// }
// SOLUTION-END

// SOLUTION-BEGIN
// ANCHOR: reserve
/// Reserves a copy for a loan. A request that is repeated finds the reservation there, and takes no
/// second copy.
async fn reserve(
    State(pool): State<AnyPool>,
    PathParam((id, emprunt)): PathParam<(i64, i64)>,
) -> Result<StatusCode, Error> {
    let mut transaction = pool.begin().await?;
    let added = sqlx::query(
        r"
        insert into reservations (livre, emprunt)
        select id, $2 from livres where id = $1
        on conflict do nothing
        ",
    )
    .bind(id)
    .bind(emprunt)
    .execute(&mut *transaction)
    .await?;
    if added.rows_affected() == 0 {
        transaction.rollback().await?;
        // The reservation was there, unless there is no such book.
        find(&pool, id).await?;
        return Ok(StatusCode::OK);
    }
    let taken = sqlx::query(
        "update livres set disponibles = disponibles - 1 where id = $1 and disponibles > 0",
    )
    .bind(id)
    .execute(&mut *transaction)
    .await?;
    if taken.rows_affected() == 0 {
        transaction.rollback().await?;
        return Err(Error::NoCopy);
    }
    transaction.commit().await?;
    Ok(StatusCode::CREATED)
}
// ANCHOR_END: reserve

/// Frees the copy of a loan, unless it is free already.
async fn release(
    State(pool): State<AnyPool>,
    PathParam((id, emprunt)): PathParam<(i64, i64)>,
) -> Result<StatusCode, Error> {
    let mut transaction = pool.begin().await?;
    let removed = sqlx::query("delete from reservations where livre = $1 and emprunt = $2")
        .bind(id)
        .bind(emprunt)
        .execute(&mut *transaction)
        .await?;
    if removed.rows_affected() == 1 {
        sqlx::query("update livres set disponibles = disponibles + 1 where id = $1")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
// SOLUTION-ELSE
// /// Reserves a copy for a loan; returns 201, or 200 if the loan has one already.
// async fn reserve(
//     State(pool): State<AnyPool>,
//     PathParam((id, emprunt)): PathParam<(i64, i64)>,
// ) -> Result<Response, Error> {
//     todo!("reserve a copy of {id} for {emprunt} in {pool:?}")
// }
//
// /// Frees the copy of a loan; returns 204, whether it had one or not.
// async fn release(
//     State(pool): State<AnyPool>,
//     PathParam((id, emprunt)): PathParam<(i64, i64)>,
// ) -> Result<Response, Error> {
//     todo!("free the copy of {id} for {emprunt} in {pool:?}")
// }
// SOLUTION-END
