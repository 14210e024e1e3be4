//! The service `semences`: packets of seeds, and the orders for which they are reserved.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Serialize;
use sqlx::AnyPool;

use super::error::Error;

/// Its tables, with the seeds that a reader finds there.
pub const TABLES: &str = include_str!("semences.sql");

// ANCHOR: router
/// The routes of the service.
pub fn router(pool: AnyPool) -> Router {
    Router::new()
        .route("/semences/{espece}", get(read))
        .route("/semences/{espece}/retraits", post(take))
        .route("/semences/{espece}/reservations/{commande}", put(reserve).delete(release))
        .with_state(pool)
}
// ANCHOR_END: router

/// The packets of a species, as the responses show them.
#[derive(Serialize, sqlx::FromRow)]
struct Semences {
    espece: String,
    sachets: i64,
    disponibles: i64,
}

async fn read(
    State(pool): State<AnyPool>,
    Path(espece): Path<String>,
) -> Result<Json<Semences>, Error> {
    let found =
        sqlx::query_as("select espece, sachets, disponibles from semences where espece = $1")
            .bind(espece)
            .fetch_optional(&pool)
            .await?;
    found.map(Json).ok_or(Error::UnknownEspece)
}

// ANCHOR: take
/// Takes a packet out of the stock. Nobody knows for whom: a request that is repeated takes
/// another.
async fn take(
    State(pool): State<AnyPool>,
    Path(espece): Path<String>,
) -> Result<StatusCode, Error> {
    let taken = sqlx::query(
        "update semences set disponibles = disponibles - 1 where espece = $1 and disponibles > 0",
    )
    .bind(espece)
    .execute(&pool)
    .await?;
    if taken.rows_affected() == 0 { Err(Error::NoneLeft) } else { Ok(StatusCode::NO_CONTENT) }
}
// ANCHOR_END: take

// ANCHOR: reserve
/// Reserves a packet for an order. A request that is repeated finds its reservation, and takes no
/// second packet.
async fn reserve(
    State(pool): State<AnyPool>,
    Path((espece, commande)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let mut transaction = pool.begin().await?;
    let added = sqlx::query(
        r"
        insert into reservations (espece, commande)
        select espece, $2 from semences where espece = $1
        on conflict do nothing
        ",
    )
    .bind(&espece)
    .bind(&commande)
    .execute(&mut *transaction)
    .await?;
    if added.rows_affected() == 0 {
        transaction.rollback().await?;
        return existing(&pool, &espece, &commande).await;
    }
    let taken = sqlx::query(
        "update semences set disponibles = disponibles - 1 where espece = $1 and disponibles > 0",
    )
    .bind(&espece)
    .execute(&mut *transaction)
    .await?;
    if taken.rows_affected() == 0 {
        transaction.rollback().await?;
        return Err(Error::NoneLeft);
    }
    transaction.commit().await?;
    Ok(StatusCode::CREATED)
}
// ANCHOR_END: reserve

/// The result for a reservation that could not be added: it was there, unless the species is
/// unknown.
async fn existing(pool: &AnyPool, espece: &str, commande: &str) -> Result<StatusCode, Error> {
    let liberee: Option<i64> =
        sqlx::query_scalar("select liberee from reservations where espece = $1 and commande = $2")
            .bind(espece)
            .bind(commande)
            .fetch_optional(pool)
            .await?;
    match liberee {
        None => Err(Error::UnknownEspece),
        Some(0) => Ok(StatusCode::OK),
        Some(_) => Err(Error::Released),
    }
}

// ANCHOR: release
/// Ends a reservation, whether it has begun or not: from now on, it never begins.
async fn release(
    State(pool): State<AnyPool>,
    Path((espece, commande)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let mut transaction = pool.begin().await?;
    let ended = sqlx::query(
        r"
        update reservations set liberee = 1
        where espece = $1 and commande = $2 and liberee = 0
        ",
    )
    .bind(&espece)
    .bind(&commande)
    .execute(&mut *transaction)
    .await?;
    if ended.rows_affected() == 1 {
        sqlx::query("update semences set disponibles = disponibles + 1 where espece = $1")
            .bind(&espece)
            .execute(&mut *transaction)
            .await?;
    } else {
        sqlx::query(
            r"
            insert into reservations (espece, commande, liberee)
            select espece, $2, 1 from semences where espece = $1
            on conflict do nothing
            ",
        )
        .bind(&espece)
        .bind(&commande)
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
// ANCHOR_END: release
