//! `/semences`: the routes, which are those that the annotations describe.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use sqlx::AnyPool;
use utoipa::ToSchema;

use super::semence::{Arrivage, Refus, Retouche, Semence};
use crate::products::erreur::Erreur;
use crate::products::extraire::{Chemin, Corps, Requete};
use crate::products::semence::Espece;

// ANCHOR: router
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AnyPool> {
    OpenApiRouter::new()
        // one `routes!` for each path
        .routes(routes!(lister, ranger))
        .routes(routes!(bocal, retoucher, vider))
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
    limite: Limite,
    /// l'identifiant après lequel la page commence
    #[param(value_type = i64, minimum = 0, default = 0)]
    apres: Apres,
}
// ANCHOR_END: params

impl Default for Page {
    fn default() -> Self {
        Self { limite: Limite(10), apres: Apres(0) }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
struct Limite(i64);

impl TryFrom<i64> for Limite {
    type Error = &'static str;

    fn try_from(nombre: i64) -> Result<Self, Self::Error> {
        if (1..=50).contains(&nombre) { Ok(Self(nombre)) } else { Err("limite va de 1 à 50") }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
struct Apres(i64);

impl TryFrom<i64> for Apres {
    type Error = &'static str;

    fn try_from(nombre: i64) -> Result<Self, Self::Error> {
        if nombre >= 0 { Ok(Self(nombre)) } else { Err("apres n'est pas négatif") }
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

#[utoipa::path(
    get,
    path = "/semences",
    operation_id = "listerSemences",
    summary = "Lister les bocaux, par pages",
    tag = "semences",
    params(Page),
    responses(
        (status = 200, body = Semences, description = "la page demandée"),
        (status = 400, body = Refus, description = "un paramètre ne se lit pas"),
    ),
)]
async fn lister(
    State(base): State<AnyPool>,
    Requete(page): Requete<Page>,
) -> Result<Json<Semences>, Erreur> {
    // …
    let limite = usize::try_from(page.limite.0).unwrap_or(usize::MAX);
    let mut semences: Vec<Semence> = sqlx::query_as(
        "select id, espece, grammes from semences where id > $1 order by id limit $2",
    )
    .bind(page.apres.0)
    .bind(page.limite.0 + 1)
    .fetch_all(&base)
    .await?;
    let suite = semences.len() > limite;
    semences.truncate(limite);
    let suivant = semences.last().filter(|_| suite).map(|derniere| derniere.id);
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
        (status = 400, body = Refus, description = "le corps n'est pas du JSON"),
        (status = 409, body = Refus, description = "cette espèce a déjà un bocal"),
        (status = 415, body = Refus, description = "le corps n'est pas déclaré comme du JSON"),
        (status = 422, body = Refus, description = "le corps enfreint une règle"),
    ),
)]
async fn ranger(
    State(base): State<AnyPool>,
    Corps(arrivage): Corps<Arrivage>,
) -> Result<impl IntoResponse, Erreur> {
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
    .fetch_one(&base)
    .await?;
    let place = format!("/semences/{}", semence.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(semence)))
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
        (status = 400, body = Refus, description = "l'identifiant n'est pas un entier"),
        (status = 404, body = Refus, description = "aucun bocal n'a cet identifiant"),
    ),
)]
async fn bocal(
    State(base): State<AnyPool>,
    Chemin(id): Chemin<i64>,
) -> Result<Json<Semence>, Erreur> {
    // …
    // ANCHOR_END: read
    let semence = sqlx::query_as("select id, espece, grammes from semences where id = $1")
        .bind(id)
        .fetch_one(&base)
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
        (status = 400, body = Refus, description = "l'identifiant, ou le corps, ne se lit pas"),
        (status = 404, body = Refus, description = "aucun bocal n'a cet identifiant"),
        (status = 409, body = Refus, description = "cette espèce a déjà un bocal"),
        (status = 415, body = Refus, description = "le corps n'est pas déclaré comme du JSON"),
        (status = 422, body = Refus, description = "le corps enfreint une règle"),
    ),
)]
async fn retoucher(
    State(base): State<AnyPool>,
    Chemin(id): Chemin<i64>,
    Corps(retouche): Corps<Retouche>,
) -> Result<Json<Semence>, Erreur> {
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
    .fetch_one(&base)
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
        (status = 400, body = Refus, description = "l'identifiant n'est pas un entier"),
        (status = 404, body = Refus, description = "aucun bocal n'a cet identifiant"),
    ),
)]
async fn vider(State(base): State<AnyPool>, Chemin(id): Chemin<i64>) -> Result<StatusCode, Erreur> {
    let outcome = sqlx::query("delete from semences where id = $1").bind(id).execute(&base).await?;
    match outcome.rows_affected() {
        0 => Err(Erreur::SemenceInconnue),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}
