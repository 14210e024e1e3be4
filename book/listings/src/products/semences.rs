//! `/semences`: the jars, one by one and by the page.

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use sqlx::AnyPool;

use super::erreur::Erreur;
use super::extraire::{Chemin, Corps, Requete};
use super::semence::{Arrivage, Espece, Prise, Retouche, Semence};

// ANCHOR: router
pub fn router() -> Router<AnyPool> {
    Router::new()
        .route("/semences", get(lister).post(ranger))
        .route("/semences/{id}", get(bocal).patch(retoucher).delete(vider))
        .route("/semences/{id}/prise", post(prendre))
}
// ANCHOR_END: router

// ANCHOR: create
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

async fn ranger(
    State(base): State<AnyPool>,
    Corps(arrivage): Corps<Arrivage>,
) -> Result<impl IntoResponse, Erreur> {
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
// ANCHOR_END: create

// ANCHOR: read
async fn bocal(
    State(base): State<AnyPool>,
    Chemin(id): Chemin<i64>,
) -> Result<Json<Semence>, Erreur> {
    let semence = sqlx::query_as("select id, espece, grammes from semences where id = $1")
        .bind(id)
        .fetch_one(&base)
        .await?;
    Ok(Json(semence))
}
// ANCHOR_END: read

// ANCHOR: page
/// Which page of which jars.
#[derive(Deserialize)]
#[serde(default)]
struct Page {
    limite: Limite,
    apres: Apres,
    q: String,
}

impl Default for Page {
    fn default() -> Self {
        Self { limite: Limite(10), apres: Apres(0), q: String::new() }
    }
}
// ANCHOR_END: page

// ANCHOR: limit
/// How many jars a page shows.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
struct Limite(i64);

impl TryFrom<i64> for Limite {
    type Error = &'static str;

    fn try_from(nombre: i64) -> Result<Self, Self::Error> {
        if (1..=50).contains(&nombre) { Ok(Self(nombre)) } else { Err("limite va de 1 à 50") }
    }
}
// ANCHOR_END: limit

/// The id after which a page begins.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
struct Apres(i64);

impl TryFrom<i64> for Apres {
    type Error = &'static str;

    fn try_from(nombre: i64) -> Result<Self, Self::Error> {
        if nombre >= 0 { Ok(Self(nombre)) } else { Err("apres n'est pas négatif") }
    }
}

/// A page of jars, and where the next one begins.
#[derive(Serialize)]
struct Semences {
    semences: Vec<Semence>,
    suivant: Option<i64>,
}

async fn lister(
    State(base): State<AnyPool>,
    Requete(page): Requete<Page>,
) -> Result<Json<Semences>, Erreur> {
    let Some(motif) = motif(&page.q) else {
        return Ok(Json(Semences { semences: Vec::new(), suivant: None }));
    };
    let limite = usize::try_from(page.limite.0).unwrap_or(usize::MAX);
    // One more than is shown: it tells whether a next page exists.
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
    .bind(motif)
    .bind(page.limite.0 + 1)
    .fetch_all(&base)
    .await?;
    let suite = semences.len() > limite;
    semences.truncate(limite);
    let suivant = semences.last().filter(|_| suite).map(|derniere| derniere.id);
    Ok(Json(Semences { semences, suivant }))
}

/// The pattern of the species that contain `texte` literally; none when no species can.
fn motif(texte: &str) -> Option<String> {
    if texte.chars().count() > 60 || texte.contains('\0') {
        return None;
    }
    let mut motif = String::from("%");
    for lettre in texte.chars() {
        if matches!(lettre, '%' | '_' | '\\') {
            motif.push('\\');
        }
        motif.push(lettre.to_ascii_lowercase());
    }
    motif.push('%');
    Some(motif)
}

// ANCHOR: change
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
// ANCHOR_END: change

// ANCHOR: delete
async fn vider(State(base): State<AnyPool>, Chemin(id): Chemin<i64>) -> Result<StatusCode, Erreur> {
    let outcome = sqlx::query("delete from semences where id = $1").bind(id).execute(&base).await?;
    match outcome.rows_affected() {
        0 => Err(Erreur::SemenceInconnue),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}
// ANCHOR_END: delete

// ANCHOR: take
const PRENDRE: &str = r"
    update semences
    set grammes = grammes - $2
    where id = $1 and grammes >= $2
    returning id, espece, grammes
";
// ANCHOR_END: take

async fn prendre(
    State(base): State<AnyPool>,
    Chemin(id): Chemin<i64>,
    Corps(prise): Corps<Prise>,
) -> Result<Json<Semence>, Erreur> {
    let semence =
        sqlx::query_as(PRENDRE).bind(id).bind(prise.grammes.get()).fetch_optional(&base).await?;
    match semence {
        Some(semence) => Ok(Json(semence)),
        None => {
            let _ = bocal(State(base), Chemin(id)).await?;
            Err(Erreur::PasAssez)
        }
    }
}
