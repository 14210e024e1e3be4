//! JSON in a service: a greenhouse that keeps its plants in a file, refuses in one shape, and
//! answers as JSON or as YAML.

mod culture;
pub mod echo;
mod erreur;
mod extraire;
pub mod index;
mod plantes;
pub mod reading;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use culture::{Culture, Etiquette};
use erreur::Erreur;
use extraire::{Corps, Segment};
use plantes::Plantes;

/// The service on the plants of that file.
///
/// # Errors
/// When the file cannot be read.
pub fn app(fichier: PathBuf) -> io::Result<Router> {
    Ok(router().with_state(Arc::new(Plantes::ouvrir(fichier)?)))
}

// ANCHOR: router
fn router() -> Router<Arc<Plantes>> {
    Router::new()
        .route("/plantes", get(noms))
        .route("/plantes/{nom}", get(etiquette).put(placer).delete(arracher))
        .fallback(async || Erreur::CheminInconnu)
        .method_not_allowed_fallback(async || Erreur::Methode)
}
// ANCHOR_END: router

async fn noms(State(plantes): State<Arc<Plantes>>) -> Json<Vec<String>> {
    Json(plantes.noms())
}

async fn etiquette(
    State(plantes): State<Arc<Plantes>>,
    Segment(nom): Segment<String>,
    headers: HeaderMap,
) -> Result<Response, Erreur> {
    let culture = plantes.chercher(&nom).ok_or(Erreur::PlanteInconnue)?;
    let etiquette = Etiquette::new(nom, culture);
    if veut_du_yaml(&headers) { en_yaml(&etiquette) } else { Ok(Json(etiquette).into_response()) }
}

// ANCHOR: yaml
fn en_yaml(etiquette: &Etiquette) -> Result<Response, Erreur> {
    let yaml = serde_saphyr::to_string(etiquette).map_err(io::Error::other)?;
    Ok(([(header::CONTENT_TYPE, "application/yaml")], yaml).into_response())
}
// ANCHOR_END: yaml

fn veut_du_yaml(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|range| range.split(';').next())
        .any(|media| media.trim().eq_ignore_ascii_case("application/yaml"))
}

async fn placer(
    State(plantes): State<Arc<Plantes>>,
    Segment(nom): Segment<String>,
    Corps(culture): Corps<Culture>,
) -> Result<(StatusCode, Json<Etiquette>), Erreur> {
    let etiquette = Etiquette::new(nom.clone(), culture.clone());
    let nouvelle = ecrire(plantes, nom, culture).await?;
    let status = if nouvelle { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(etiquette)))
}

// ANCHOR: ecrire
async fn ecrire(plantes: Arc<Plantes>, nom: String, culture: Culture) -> Result<bool, Erreur> {
    let tache = tokio::task::spawn_blocking(move || plantes.placer(nom, culture));
    let resultat = tache.await.map_err(io::Error::other)?; // did the closure panic?
    Ok(resultat?) // did `placer` fail?
}
// ANCHOR_END: ecrire

async fn arracher(
    State(plantes): State<Arc<Plantes>>,
    Segment(nom): Segment<String>,
) -> Result<StatusCode, Erreur> {
    let tache = tokio::task::spawn_blocking(move || plantes.arracher(&nom));
    let connue = tache.await.map_err(io::Error::other)??;
    if connue { Ok(StatusCode::NO_CONTENT) } else { Err(Erreur::PlanteInconnue) }
}
