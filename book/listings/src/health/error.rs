//! One shape for every error: `{"erreur": "<text>"}`.

// ANCHOR: error
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("plante inconnue")]
    UnknownPlante,
    #[error("chemin inconnu")]
    UnknownPath,
    #[error("ce chemin n'a pas cette méthode")]
    MethodNotAllowed,
    #[error(transparent)]
    Path(#[from] PathRejection),
    #[error(transparent)]
    Body(#[from] JsonRejection),
    #[error("écriture impossible")]
    Internal(#[from] std::io::Error),
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownPlante | Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Path(rejection) => rejection.status(),
            Self::Body(rejection) => rejection.status(),
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

#[derive(Serialize)]
struct ErrorBody {
    erreur: String,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Internal(cause) = &self {
            eprintln!("{cause}");
        }
        (self.status(), Json(ErrorBody { erreur: self.to_string() })).into_response()
    }
}
// ANCHOR_END: error
