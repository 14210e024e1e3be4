//! `/serres/{nom}/…`: what the greenhouse knows with the help of the other services.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Extension, Path, State};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use futures_util::future::try_join_all;
use serde::Serialize;

use super::error::Error;
use super::request_id::RequestId;
use super::resilient::Tried;
use super::services::{Meteo, Semence, Services};

/// How much rain, in millimetres, makes watering unnecessary.
const ENOUGH_RAIN_MM: u32 = 5;

/// How old a measurement may be, and still be shown.
const MAX_AGE: Duration = Duration::from_secs(3600);

/// What the handlers share.
#[derive(Clone)]
pub struct AppState {
    pub services: Arc<Services>,
    pub last: Arc<LastKnown>,
}

// ANCHOR: router
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/serres/{nom}/meteo", get(meteo))
        .route("/serres/{nom}/semis", get(semis))
        .route("/serres/{nom}/arrosage", get(arrosage))
        .route("/serres/{nom}/affichage", get(affichage))
}
// ANCHOR_END: router

// ANCHOR: meteo
#[derive(Serialize)]
struct Temperature {
    serre: String,
    temperature_c: i32,
}

async fn meteo(
    State(state): State<AppState>,
    Extension(caller): Extension<RequestId>,
    Path(nom): Path<String>,
) -> Result<Json<Temperature>, Error> {
    let meteo = state.services.meteo(&nom, &caller).await?;
    Ok(Json(Temperature { serre: nom, temperature_c: meteo.temperature_c }))
}
// ANCHOR_END: meteo

// ANCHOR: semis
#[derive(Serialize)]
struct Semis {
    serre: String,
    temperature_c: i32,
    semences: Vec<Semence>,
}

async fn semis(
    State(state): State<AppState>,
    Extension(caller): Extension<RequestId>,
    Path(nom): Path<String>,
) -> Result<Json<Semis>, Error> {
    let services = &state.services;
    let meteo = services.meteo(&nom, &caller);
    let especes = sown(&nom).iter().copied();
    let semences = try_join_all(especes.map(|espece| services.semence(espece, &caller)));
    let (meteo, semences) = tokio::try_join!(meteo, semences)?;
    Ok(Json(Semis { serre: nom, temperature_c: meteo.temperature_c, semences }))
}

/// The species that are sown in a greenhouse.
fn sown(serre: &str) -> &'static [&'static str] {
    match serre {
        "nord" => &["Basilic", "Menthe", "Thym"],
        "sud" => &["Basilic", "Ficus"],
        _ => &[],
    }
}
// ANCHOR_END: semis

// ANCHOR: arrosage
#[derive(Serialize)]
struct Arrosage {
    serre: String,
    arroser: bool,
}

async fn arrosage(
    State(state): State<AppState>,
    Extension(caller): Extension<RequestId>,
    Path(nom): Path<String>,
) -> impl IntoResponse {
    let called = state.services.meteo_with_retries(&nom, &caller).await;
    let Tried { result, attempts } = called;
    let result = result
        .map_err(Error::of_meteo)
        .map(|meteo| Json(Arrosage { serre: nom, arroser: meteo.pluie_mm < ENOUGH_RAIN_MM }));
    ([("tentatives", attempts.to_string())], result)
}
// ANCHOR_END: arrosage

// ANCHOR: affichage
#[derive(Serialize)]
struct Affichage {
    serre: String,
    temperature_c: i32,
    a_jour: bool,
}

async fn affichage(
    State(state): State<AppState>,
    Extension(caller): Extension<RequestId>,
    Path(nom): Path<String>,
) -> Result<Json<Affichage>, Error> {
    let (meteo, a_jour) = match state.services.meteo(&nom, &caller).await {
        Ok(meteo) => {
            state.last.keep(&nom, meteo);
            (meteo, true)
        }
        Err(Error::Unavailable) => (state.last.find(&nom).ok_or(Error::Unavailable)?, false),
        Err(error) => return Err(error),
    };
    Ok(Json(Affichage { serre: nom, temperature_c: meteo.temperature_c, a_jour }))
}
// ANCHOR_END: affichage

/// The last measurement of each greenhouse, and when it arrived.
#[derive(Default)]
pub struct LastKnown(Mutex<HashMap<String, (Instant, Meteo)>>);

impl LastKnown {
    fn keep(&self, serre: &str, meteo: Meteo) {
        self.lock().insert(serre.to_owned(), (Instant::now(), meteo));
    }

    /// The last measurement, unless it is too old to be shown.
    fn find(&self, serre: &str) -> Option<Meteo> {
        let (arrived, meteo) = *self.lock().get(serre)?;
        (arrived.elapsed() < MAX_AGE).then_some(meteo)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Instant, Meteo)>> {
        // A panic leaves the map valid, so a poisoned mutex can still be used.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
