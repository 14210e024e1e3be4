//! The errors of the greenhouse, all of one shape.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a request is refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cette plante n'existe pas")]
    UnknownPlante,
    #[error("un arrosage dure de 0 à 60 secondes")]
    Duration,
    #[error("le service s'arrête")]
    Stopping,
    #[error("ce chemin n'existe pas")]
    UnknownPath,
}

#[derive(Serialize)]
struct Erreur {
    erreur: String,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = match self {
            Self::UnknownPlante | Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::Duration => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, Json(Erreur { erreur: self.to_string() })).into_response()
    }
}
