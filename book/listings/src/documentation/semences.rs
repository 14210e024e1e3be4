//! `/semences`: the handlers, with the annotations that describe them.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use sqlx::AnyPool;
use utoipa::ToSchema;

use super::semence::{Arrivage, ErrorBody, Retouche, Semence};
use crate::products::error::Error;
use crate::products::extract::{JsonBody, PathParam, QueryParams};
use crate::products::semence::Espece;

// ANCHOR: router
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AnyPool> {
    OpenApiRouter::new()
        // one `routes!` for each path
        .routes(routes!(list, create))
        .routes(routes!(read, update, delete))
}
// ANCHOR_END: router

// ANCHOR: params
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Page {
    /// le nombre de bocaux de la page
    #[param(value_type = i64, minimum = 1, maximum = 50, default = 10)]
    limite: Limit,
    /// l'identifiant après lequel la page commence
    #[param(value_type = i64, minimum = 0, default = 0)]
    apres: After,
}
// ANCHOR_END: params

impl Default for Page {
    fn default() -> Self {
        Self { limite: Limit(10), apres: After(0) }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
struct Limit(i64);

impl TryFrom<i64> for Limit {
    type Error = &'static str;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        if (1..=50).contains(&number) { Ok(Self(number)) } else { Err("limite va de 1 à 50") }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
struct After(i64);

impl TryFrom<i64> for After {
    type Error = &'static str;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        if number >= 0 { Ok(Self(number)) } else { Err("apres n'est pas négatif") }
    }
}

/// Une page de bocaux, par identifiant
#[derive(Serialize, ToSchema)]
struct Semences {
    semences: Vec<Semence>,
    /// le dernier identifiant montré, quand il y a une suite
    #[schema(required = true)]
    suivant: Option<i64>,
}

// ANCHOR: list
#[utoipa::path(
    get,
    path = "/semences",
    operation_id = "listerSemences",
    summary = "Lister les bocaux, par pages",
    tag = "semences",
    params(Page),
    responses(
        (status = 200, body = Semences, description = "la page demandée"),
        (status = 400, body = ErrorBody, description = "un paramètre est invalide"),
    ),
)]
async fn list(
    State(pool): State<AnyPool>,
    QueryParams(page): QueryParams<Page>,
) -> Result<Json<Semences>, Error> {
    // …
    // ANCHOR_END: list
    let limite = usize::try_from(page.limite.0).unwrap_or(usize::MAX);
    let mut semences: Vec<Semence> = sqlx::query_as(
        "select id, espece, grammes from semences where id > $1 order by id limit $2",
    )
    .bind(page.apres.0)
    .bind(page.limite.0 + 1)
    .fetch_all(&pool)
    .await?;
    let more = semences.len() > limite;
    semences.truncate(limite);
    let suivant = semences.last().filter(|_| more).map(|last| last.id);
    Ok(Json(Semences { semences, suivant }))
}

// ANCHOR: create
#[utoipa::path(
    post,
    path = "/semences",
    operation_id = "rangerSemences",
    summary = "Ranger une espèce dans un nouveau bocal",
    tag = "semences",
    request_body = Arrivage,
    responses(
        (
            status = 201,
            body = Semence,
            description = "le nouveau bocal",
            headers(("Location" = String, description = "son adresse")),
        ),
        (status = 400, body = ErrorBody, description = "le corps n'est pas du JSON"),
        (status = 409, body = ErrorBody, description = "cette espèce a déjà un bocal"),
        (status = 415, body = ErrorBody, description = "le corps n'est pas déclaré comme du JSON"),
        (status = 422, body = ErrorBody, description = "le corps enfreint une règle"),
    ),
)]
async fn create(
    State(pool): State<AnyPool>,
    JsonBody(arrivage): JsonBody<Arrivage>,
) -> Result<impl IntoResponse, Error> {
    // …
    // ANCHOR_END: create
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

// ANCHOR: read
#[utoipa::path(
    get,
    path = "/semences/{id}",
    operation_id = "lireBocal",
    summary = "Lire un bocal",
    tag = "semences",
    params(("id" = i64, Path, description = "l'identifiant du bocal", minimum = 1)),
    responses(
        (status = 200, body = Semence, description = "le bocal"),
        (status = 400, body = ErrorBody, description = "l'identifiant n'est pas un entier"),
        (status = 404, body = ErrorBody, description = "aucun bocal n'a cet identifiant"),
    ),
)]
async fn read(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
) -> Result<Json<Semence>, Error> {
    // …
    // ANCHOR_END: read
    let semence = sqlx::query_as("select id, espece, grammes from semences where id = $1")
        .bind(id)
        .fetch_one(&pool)
        .await?;
    Ok(Json(semence))
}

#[utoipa::path(
    patch,
    path = "/semences/{id}",
    operation_id = "retoucherBocal",
    summary = "Changer une partie d'un bocal",
    tag = "semences",
    params(("id" = i64, Path, description = "l'identifiant du bocal", minimum = 1)),
    request_body = Retouche,
    responses(
        (status = 200, body = Semence, description = "le bocal"),
        (status = 400, body = ErrorBody, description = "l'identifiant ou le corps est illisible"),
        (status = 404, body = ErrorBody, description = "aucun bocal n'a cet identifiant"),
        (status = 409, body = ErrorBody, description = "cette espèce a déjà un bocal"),
        (status = 415, body = ErrorBody, description = "le corps n'est pas déclaré comme du JSON"),
        (status = 422, body = ErrorBody, description = "le corps enfreint une règle"),
    ),
)]
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

#[utoipa::path(
    delete,
    path = "/semences/{id}",
    operation_id = "viderBocal",
    summary = "Vider un bocal et le ranger",
    tag = "semences",
    params(("id" = i64, Path, description = "l'identifiant du bocal", minimum = 1)),
    responses(
        (status = 204, description = "le bocal n'existe plus"),
        (status = 400, body = ErrorBody, description = "l'identifiant n'est pas un entier"),
        (status = 404, body = ErrorBody, description = "aucun bocal n'a cet identifiant"),
    ),
)]
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
