//! JSON in a service: a greenhouse that keeps its plants in a file, answers every error in one
//! shape, and offers its data as JSON or as YAML.

mod culture;
pub mod echo;
mod error;
mod extract;
pub mod index;
mod plantes;
pub mod reading;

use std::io;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

pub use plantes::Plantes;

use culture::{Culture, Etiquette};
use error::Error;
use extract::{JsonBody, PathParam};

/// Every route of the service.
pub fn app(plantes: Plantes) -> Router {
    router().with_state(Arc::new(plantes))
}

// ANCHOR: router
fn router() -> Router<Arc<Plantes>> {
    Router::new()
        .route("/plantes", get(names))
        .route("/plantes/{nom}", get(read).put(put).delete(remove))
        .fallback(async || Error::UnknownPath)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
}
// ANCHOR_END: router

async fn names(State(plantes): State<Arc<Plantes>>) -> Json<Vec<String>> {
    Json(plantes.names())
}

async fn read(
    State(plantes): State<Arc<Plantes>>,
    PathParam(nom): PathParam<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let culture = plantes.find(&nom).ok_or(Error::UnknownPlante)?;
    let etiquette = Etiquette::new(nom, culture);
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    if quality(accept, "application/yaml") > quality(accept, "application/json") {
        return to_yaml(&etiquette);
    }
    Ok(Json(etiquette).into_response())
}

// ANCHOR: yaml
fn to_yaml(etiquette: &Etiquette) -> Result<Response, Error> {
    let yaml = serde_saphyr::to_string(etiquette).map_err(io::Error::other)?;
    Ok(([(header::CONTENT_TYPE, "application/yaml")], yaml).into_response())
}
// ANCHOR_END: yaml

/// The quality that `Accept` gives to a type of the family `application`.
fn quality(accept: &str, media_type: &str) -> f64 {
    let quality_of = |wanted: &str| accept.split(',').map(range).find(|range| range.0 == wanted);
    let found = [media_type, "application/*", "*/*"].into_iter().find_map(quality_of);
    found.map_or(0.0, |range| range.1)
}

// ANCHOR: range
/// One range of `Accept` and its quality: `text/html; q=0.9`.
fn range(text: &str) -> (String, f64) {
    let text = text.to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default().to_owned();
    let q = parts.find_map(|parameter| parameter.strip_prefix("q=")?.parse().ok());
    (media, q.unwrap_or(1.0))
}
// ANCHOR_END: range

async fn put(
    State(plantes): State<Arc<Plantes>>,
    PathParam(nom): PathParam<String>,
    JsonBody(culture): JsonBody<Culture>,
) -> Result<(StatusCode, Json<Etiquette>), Error> {
    let etiquette = Etiquette::new(nom.clone(), culture.clone());
    let is_new = write(move || plantes.put(nom, culture)).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(etiquette)))
}

// ANCHOR: write
async fn write(change: impl FnOnce() -> io::Result<bool> + Send + 'static) -> Result<bool, Error> {
    let task = tokio::task::spawn_blocking(change);
    let outcome = task.await.map_err(io::Error::other)?; // did the closure panic?
    Ok(outcome?) // did the change fail?
}
// ANCHOR_END: write

async fn remove(
    State(plantes): State<Arc<Plantes>>,
    PathParam(nom): PathParam<String>,
) -> Result<StatusCode, Error> {
    let known = write(move || plantes.remove(&nom)).await?;
    if known { Ok(StatusCode::NO_CONTENT) } else { Err(Error::UnknownPlante) }
}
