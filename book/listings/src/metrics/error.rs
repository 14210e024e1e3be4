//! The errors of the greenhouse, and their responses: `{"erreur": "<text>"}`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::pompe::PumpError;

/// Why a request has no result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("aucune plante n'a ce nom")]
    UnknownPlante,
    #[error("cette adresse n'existe pas")]
    UnknownPath,
    #[error("un arrosage verse de 1 à 20 litres")]
    Litres,
    #[error("la cuve est vide")]
    Empty,
    #[error("la pompe ne répond pas")]
    Pump,
    #[error("la pompe ne répond pas : aucun arrosage n'est possible")]
    NotReady,
    #[error("les mesures sont illisibles")]
    Metrics,
}

impl From<PumpError> for Error {
    fn from(cause: PumpError) -> Self {
        match cause {
            PumpError::Empty => Self::Empty,
            _ => Self::Pump,
        }
    }
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownPlante | Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::Litres => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Empty => StatusCode::CONFLICT,
            Self::Pump => StatusCode::BAD_GATEWAY,
            Self::NotReady => StatusCode::SERVICE_UNAVAILABLE,
            Self::Metrics => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

#[derive(Serialize)]
struct ErrorBody {
    erreur: String,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        (self.status(), Json(ErrorBody { erreur: self.to_string() })).into_response()
    }
}
