//! `/bavard`: the mistakes of the chapter, to try what they write.

use axum::extract::Path;
use axum::http::{StatusCode, Uri};
use axum::routing::{get, post};
use axum::{Json, Router};

use super::error::Error;
use super::plantes::Plante;
use super::portes::{CODE, Ouverture};
use super::station::Station;

pub fn router() -> Router<Station> {
    Router::new()
        .route("/plantes", post(create))
        .route("/plantes/{nom}", get(find))
        .route("/portes/{serre}", post(handle))
}

// ANCHOR: create
async fn create(Json(plante): Json<Plante>) -> (StatusCode, Json<Plante>) {
    eprintln!("INFO plante ajoutée : {}", plante.nom);
    (StatusCode::CREATED, Json(plante))
}
// ANCHOR_END: create

// ANCHOR: find
async fn find(Path(nom): Path<String>, uri: Uri) -> Json<Plante> {
    tracing::info!(%uri, "plante demandée");
    Json(Plante { nom })
}
// ANCHOR_END: find

async fn handle(
    Path(serre): Path<String>,
    Json(ouverture): Json<Ouverture>,
) -> Result<StatusCode, Error> {
    open(&serre, &ouverture)
}

// ANCHOR: open
#[tracing::instrument]
fn open(serre: &str, ouverture: &Ouverture) -> Result<StatusCode, Error> {
    if ouverture.code != CODE {
        tracing::warn!("mauvais code");
        return Err(Error::WrongCode);
    }
    tracing::info!("porte ouverte");
    Ok(StatusCode::NO_CONTENT)
}
// ANCHOR_END: open
