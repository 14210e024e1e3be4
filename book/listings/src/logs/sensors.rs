//! The sensor service, which the greenhouse calls. The names of some greenhouses make it fail on
//! purpose.

use std::future;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use super::logged;

/// Every route of the sensor service.
pub fn app() -> Router {
    logged(Router::new().route("/capteurs/{serre}", get(measure)), "capteurs")
}

async fn measure(Path(serre): Path<String>) -> Response {
    match serre.as_str() {
        "nord" => Json(json!({ "temperature_c": 12 })).into_response(),
        "sud" => Json(json!({ "temperature_c": 17 })).into_response(),
        "en-panne" => {
            tracing::error!(capteur = 3, "le capteur ne répond pas");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        "lente" => future::pending().await,
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
