//! `/api/sante`: the names, and each patient's parameters.

use std::sync::Arc;

// SOLUTION-BEGIN
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use crate::erreur::Erreur;
use crate::extraire::{Chemin, Corps};
use crate::parametres::{Fiche, Parametres};
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
        .route("/api/sante", get(noms))
        .route("/api/sante/{nom}", get(fiche).put(placer).delete(retirer))
}

/// The names, sorted by code point.
// SOLUTION-BEGIN
async fn noms(State(patients): State<Arc<Patients>>) -> Json<Vec<String>> {
    Json(patients.noms())
}
// SOLUTION-ELSE
// async fn noms(State(patients): State<Arc<Patients>>) -> Response {
//     todo!("the names in {}", patients.fichier.display())
// }
// SOLUTION-END

/// One patient's parameters, with `nom` and `imc`; as YAML for `Accept: application/yaml`.
// SOLUTION-BEGIN
async fn fiche(
    State(patients): State<Arc<Patients>>,
    Chemin(nom): Chemin<String>,
    headers: HeaderMap,
) -> Result<Response, Erreur> {
    let parametres = patients.chercher(&nom).ok_or(Erreur::PatientInconnu)?;
    let fiche = Fiche::new(nom, parametres);
    if !veut_du_yaml(&headers) {
        return Ok(Json(fiche).into_response());
    }
    let yaml = serde_saphyr::to_string(&fiche).map_err(std::io::Error::other)?;
    Ok(([(header::CONTENT_TYPE, "application/yaml")], yaml).into_response())
}

/// Whether `Accept` names YAML. (RFC 9512; weights are left out, as nothing else names YAML)
fn veut_du_yaml(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|range| range.split(';').next())
        .any(|media| media.trim().eq_ignore_ascii_case("application/yaml"))
}
// SOLUTION-ELSE
// async fn fiche() -> Response {
//     todo!("the parameters of one patient")
// }
// SOLUTION-END

/// Puts a patient: 201 when new, 200 when replaced.
// SOLUTION-BEGIN
// ANCHOR: placer
async fn placer(
    State(patients): State<Arc<Patients>>,
    Chemin(nom): Chemin<String>,
    Corps(parametres): Corps<Parametres>,
) -> Result<(StatusCode, Json<Fiche>), Erreur> {
    let fiche = Fiche::new(nom.clone(), parametres.clone());
    let nouveau = sur_disque(move || patients.placer(nom, parametres)).await?;
    let status = if nouveau { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(fiche)))
}
// ANCHOR_END: placer
// SOLUTION-ELSE
// async fn placer() -> Response {
//     todo!("a patient put in the file")
// }
// SOLUTION-END

/// Takes a patient out: 204.
// SOLUTION-BEGIN
async fn retirer(
    State(patients): State<Arc<Patients>>,
    Chemin(nom): Chemin<String>,
) -> Result<StatusCode, Erreur> {
    let connu =
        patients.chercher(&nom).is_some() && sur_disque(move || patients.retirer(&nom)).await?;
    if connu { Ok(StatusCode::NO_CONTENT) } else { Err(Erreur::PatientInconnu) }
}

/// Writes outside the threads that serve requests: waiting for a disk would hold up every other.
/// A client that hangs up cannot break off what has begun here.
async fn sur_disque<T: Send + 'static>(
    ecrire: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Erreur> {
    let outcome = tokio::task::spawn_blocking(ecrire).await.map_err(std::io::Error::other)?;
    Ok(outcome?)
}
// SOLUTION-ELSE
// async fn retirer() -> Response {
//     todo!("a patient taken out of the file")
// }
// SOLUTION-END
