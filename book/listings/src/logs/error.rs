//! The errors of the greenhouse, and their responses: `{"erreur": "<text>"}`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request has no result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cette plante n'existe pas")]
    UnknownPlante,
    #[error("le nom a de 1 à 60 caractères")]
    InvalidNom,
    #[error("ce code n'est pas le bon")]
    WrongCode,
    #[error("aucun capteur dans cette serre")]
    UnknownSerre,
    #[error("les capteurs ne répondent pas correctement")]
    BadGateway,
    #[error("les capteurs ne répondent pas à temps")]
    GatewayTimeout,
    #[error("erreur du service")]
    Bug,
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownPlante | Self::UnknownSerre => StatusCode::NOT_FOUND,
            Self::InvalidNom => StatusCode::UNPROCESSABLE_ENTITY,
            Self::WrongCode => StatusCode::FORBIDDEN,
            Self::BadGateway => StatusCode::BAD_GATEWAY,
            Self::GatewayTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Bug => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        (self.status(), Json(json!({ "erreur": self.to_string() }))).into_response()
    }
}
