//! `/semences`: the jars, one by one and by the page.

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use sqlx::AnyPool;

use super::error::Error;
use super::extract::{JsonBody, PathParam, QueryParams};
use super::semence::{Arrivage, Espece, Prise, Retouche, Semence};

// ANCHOR: router
pub fn router() -> Router<AnyPool> {
    Router::new()
        .route("/semences", get(list).post(create))
        .route("/semences/{id}", get(read).patch(update).delete(delete))
        .route("/semences/{id}/prise", post(take))
}
// ANCHOR_END: router

// ANCHOR: create
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

async fn create(
    State(pool): State<AnyPool>,
    JsonBody(arrivage): JsonBody<Arrivage>,
) -> Result<impl IntoResponse, Error> {
    let semence: Semence = sqlx::query_as(
        r"
        insert into semences (espece, grammes)
        values ($1, $2)
        returning id, espece, grammes
        ",
    )
    .bind(arrivage.espece.as_str())
    .bind(arrivage.grammes.get())
    .fetch_one(&pool)
    .await?;
    let location = format!("/semences/{}", semence.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(semence)))
}
// ANCHOR_END: create

// ANCHOR: read
async fn read(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
) -> Result<Json<Semence>, Error> {
    let semence = sqlx::query_as("select id, espece, grammes from semences where id = $1")
        .bind(id)
        .fetch_one(&pool)
        .await?;
    Ok(Json(semence))
}
// ANCHOR_END: read

// ANCHOR: page
/// The query parameters of the list.
#[derive(Deserialize)]
#[serde(default)]
struct Page {
    limite: Limit,
    apres: After,
    q: String,
}

impl Default for Page {
    fn default() -> Self {
        Self { limite: Limit(10), apres: After(0), q: String::new() }
    }
}
// ANCHOR_END: page

// ANCHOR: limit
/// How many jars a page shows.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
struct Limit(i64);

impl TryFrom<i64> for Limit {
    type Error = &'static str;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        if (1..=50).contains(&number) { Ok(Self(number)) } else { Err("limite va de 1 à 50") }
    }
}
// ANCHOR_END: limit

/// The id after which a page begins.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
struct After(i64);

impl TryFrom<i64> for After {
    type Error = &'static str;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        if number >= 0 { Ok(Self(number)) } else { Err("apres n'est pas négatif") }
    }
}

/// A page of jars, and where the next one begins.
#[derive(Serialize)]
struct Semences {
    semences: Vec<Semence>,
    suivant: Option<i64>,
}

async fn list(
    State(pool): State<AnyPool>,
    QueryParams(page): QueryParams<Page>,
) -> Result<Json<Semences>, Error> {
    let Some(pattern) = pattern(&page.q) else {
        return Ok(Json(Semences { semences: Vec::new(), suivant: None }));
    };
    let limite = usize::try_from(page.limite.0).unwrap_or(usize::MAX);
    // One more than the page shows, to know whether more follow.
    let mut semences: Vec<Semence> = sqlx::query_as(
        r"
        select id, espece, grammes
        from semences
        where id > $1 and recherche like $2 escape '\'
        order by id
        limit $3
        ",
    )
    .bind(page.apres.0)
    .bind(pattern)
    .bind(page.limite.0 + 1)
    .fetch_all(&pool)
    .await?;
    let more = semences.len() > limite;
    semences.truncate(limite);
    let suivant = semences.last().filter(|_| more).map(|last| last.id);
    Ok(Json(Semences { semences, suivant }))
}

/// The pattern that finds `text` literally in a species; `None` when no species can contain it.
fn pattern(text: &str) -> Option<String> {
    if text.chars().count() > 60 || text.contains('\0') {
        return None;
    }
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter.to_ascii_lowercase());
    }
    pattern.push('%');
    Some(pattern)
}

// ANCHOR: change
async fn update(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
    JsonBody(retouche): JsonBody<Retouche>,
) -> Result<Json<Semence>, Error> {
    let semence = sqlx::query_as(
        r"
        update semences
        set espece = coalesce($2, espece),
            grammes = coalesce($3, grammes)
        where id = $1
        returning id, espece, grammes
        ",
    )
    .bind(id)
    .bind(retouche.espece.as_ref().map(Espece::as_str))
    .bind(retouche.grammes.map(|grammes| grammes.get()))
    .fetch_one(&pool)
    .await?;
    Ok(Json(semence))
}
// ANCHOR_END: change

// ANCHOR: delete
async fn delete(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
) -> Result<StatusCode, Error> {
    let outcome = sqlx::query("delete from semences where id = $1").bind(id).execute(&pool).await?;
    match outcome.rows_affected() {
        0 => Err(Error::UnknownSemence),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}
// ANCHOR_END: delete

// ANCHOR: take
const TAKE: &str = r"
    update semences
    set grammes = grammes - $2
    where id = $1 and grammes >= $2
    returning id, espece, grammes
";
// ANCHOR_END: take

async fn take(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
    JsonBody(prise): JsonBody<Prise>,
) -> Result<Json<Semence>, Error> {
    let semence =
        sqlx::query_as(TAKE).bind(id).bind(prise.grammes.get()).fetch_optional(&pool).await?;
    match semence {
        Some(semence) => Ok(Json(semence)),
        None => {
            let _ = read(State(pool), PathParam(id)).await?;
            Err(Error::NotEnough)
        }
    }
}
