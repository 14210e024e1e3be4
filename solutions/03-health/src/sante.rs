//! `/api/sante`: the names, and the parameters of each patient.

use std::sync::Arc;

// SOLUTION-BEGIN
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use crate::error::Error;
use crate::extract::{JsonBody, PathParam};
use crate::parametres::{Parametres, Patient};
use crate::patients::Patients;
// SOLUTION-ELSE
// use axum::Router;
// use axum::extract::State;
// use axum::response::Response;
// use axum::routing::get;
//
// use crate::patients::Patients;
// SOLUTION-END

pub fn router() -> Router<Arc<Patients>> {
    Router::new()
        .route("/api/sante", get(list))
        .route("/api/sante/{nom}", get(read).put(put).delete(remove))
}

/// The names, sorted by code point.
// SOLUTION-BEGIN
async fn list(State(patients): State<Arc<Patients>>) -> Json<Vec<String>> {
    Json(patients.names())
}
// SOLUTION-ELSE
// async fn list(State(patients): State<Arc<Patients>>) -> Response {
//     todo!("the names in {}", patients.path.display())
// }
// SOLUTION-END

/// The parameters of one patient, with `nom` and `imc`; as YAML if `Accept` prefers
/// `application/yaml` to JSON.
// SOLUTION-BEGIN
async fn read(
    State(patients): State<Arc<Patients>>,
    PathParam(nom): PathParam<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let parametres = patients.find(&nom).ok_or(Error::UnknownPatient)?;
    let patient = Patient::new(nom, parametres);
    if quality(&headers, "application/yaml") <= quality(&headers, "application/json") {
        return Ok(Json(patient).into_response());
    }
    let yaml = serde_saphyr::to_string(&patient)?;
    Ok(([(header::CONTENT_TYPE, "application/yaml")], yaml).into_response())
}
// SOLUTION-ELSE
// async fn read() -> Response {
//     todo!("the parameters of one patient")
// }
// SOLUTION-END

/// Adds a patient, 201, or replaces one, 200.
// SOLUTION-BEGIN
// ANCHOR: put
async fn put(
    State(patients): State<Arc<Patients>>,
    PathParam(nom): PathParam<String>,
    JsonBody(parametres): JsonBody<Parametres>,
) -> Result<(StatusCode, Json<Patient>), Error> {
    let patient = Patient::new(nom.clone(), parametres.clone());
    let is_new = write(move || patients.put(nom, parametres)).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(patient)))
}
// ANCHOR_END: put
// SOLUTION-ELSE
// async fn put() -> Response {
//     todo!("a patient added or replaced")
// }
// SOLUTION-END

/// Removes a patient, 204.
// SOLUTION-BEGIN
async fn remove(
    State(patients): State<Arc<Patients>>,
    PathParam(nom): PathParam<String>,
) -> Result<StatusCode, Error> {
    // An unknown name costs no write.
    let known = patients.find(&nom).is_some() && write(move || patients.remove(&nom)).await?;
    if known { Ok(StatusCode::NO_CONTENT) } else { Err(Error::UnknownPatient) }
}

/// Writes on a thread that may block: on a thread that serves requests, the others would wait for
/// the disk. A client that hangs up does not interrupt the write.
async fn write<T: Send + 'static>(
    change: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    Ok(tokio::task::spawn_blocking(change).await??)
}

/// The quality that `Accept` gives to a type of the family `application`: that of the most precise
/// range that contains it, 0 if there is none. (RFC 9110, section 12.5.1)
fn quality(headers: &HeaderMap, media_type: &str) -> f64 {
    let accept = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let accept = accept.collect::<Vec<_>>().join(",").to_ascii_lowercase();
    let ranges: Vec<(&str, f64)> = accept.split(',').map(range).collect();
    let quality_of = |wanted| ranges.iter().find(|(range, _)| *range == wanted);
    [media_type, "application/*", "*/*"]
        .into_iter()
        .find_map(quality_of)
        .map_or(0.0, |found| found.1)
}

/// One range of `Accept` and its quality, which is 1 unless it says otherwise: `text/html;q=0.9`.
fn range(text: &str) -> (&str, f64) {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next().unwrap_or_default();
    let q = parts.find_map(|parameter| parameter.strip_prefix("q=")?.parse().ok());
    (range, q.unwrap_or(1.0))
}
// SOLUTION-ELSE
// async fn remove() -> Response {
//     todo!("a patient removed")
// }
// SOLUTION-END
