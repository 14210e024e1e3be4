//! The two services that the greenhouse calls, as one router: the weather station and the seed
//! service. The names of some greenhouses make the station fail on purpose.

use std::future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

/// How often the two stations that fail now and then were called.
#[derive(Default)]
struct Called {
    capricieuse: AtomicU32,
    intermittente: AtomicU32,
}

/// What a weather station measures.
#[derive(Serialize)]
struct Releve {
    serre: String,
    temperature_c: i32,
    pluie_mm: u32,
    vent_km_h: u32,
}

/// What is left of a species.
#[derive(Serialize)]
struct Stock {
    espece: String,
    grammes: u64,
}

/// The routes of both services.
pub fn app() -> Router {
    Router::new()
        .route("/meteo/{serre}", get(meteo))
        .route("/semences/{espece}", get(semence))
        .with_state(Arc::new(Called::default()))
}

async fn meteo(State(called): State<Arc<Called>>, Path(serre): Path<String>) -> Response {
    let measured = |temperature_c, pluie_mm| {
        Json(Releve { serre: serre.clone(), temperature_c, pluie_mm, vent_km_h: 20 })
            .into_response()
    };
    let broken = || StatusCode::SERVICE_UNAVAILABLE.into_response();
    match serre.as_str() {
        "nord" => measured(12, 0),
        "sud" => measured(17, 8),
        "en-panne" => broken(),
        "lente" => future::pending().await,
        "illisible" => "12 °C, pas de pluie".into_response(),
        "muette" => r#"{"serre": "muette", "vent_km_h": 20}"#.into_response(),
        "longue" => "a".repeat(100_000).into_response(),
        // It fails twice, then responds, and so on.
        "capricieuse" if called.capricieuse.fetch_add(1, Ordering::Relaxed) % 3 < 2 => broken(),
        "capricieuse" => measured(15, 2),
        // It responds every other time.
        "intermittente" if called.intermittente.fetch_add(1, Ordering::Relaxed) % 2 == 1 => {
            broken()
        }
        "intermittente" => measured(19, 0),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn semence(Path(espece): Path<String>) -> Result<Json<Stock>, StatusCode> {
    let grammes = match espece.as_str() {
        "Basilic" => 250,
        "Menthe" => 80,
        "Thym" => 40,
        _ => return Err(StatusCode::NOT_FOUND),
    };
    Ok(Json(Stock { espece, grammes }))
}
