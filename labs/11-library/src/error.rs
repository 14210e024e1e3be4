//! Every error of the services, and its response: `{"erreur": "<text>"}`.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::client::CallError;

/// Why a request was refused, or could not be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    // Write one variant for each other reason to refuse a request.
    #[error("chemin inconnu")]
    UnknownPath,
    #[error("cette méthode n'est pas permise sur ce chemin")]
    MethodNotAllowed,
    #[error(transparent)]
    Body(#[from] JsonRejection),
    #[error(transparent)]
    Query(#[from] QueryRejection),
    #[error("Idempotency-Key est obligatoire : de 1 à 64 caractères parmi A-Z a-z 0-9 . _ -")]
    InvalidKey,
    #[error("le membre ou le livre de cet emprunt n'existe pas")]
    UnknownReference,
    #[error("aucun exemplaire n'est disponible")]
    NoCopy,
    #[error("un autre service ne répond pas ; essayez de nouveau")]
    Unavailable(#[from] CallError),
    #[error("la base de données ne répond pas")]
    Database(#[from] sqlx::Error),
}

/// When a client may ask again, in seconds.
const RETRY_AFTER: &str = "1";

#[derive(Serialize)]
struct ErrorBody {
    erreur: String,
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Body(rejection) => rejection.status(),
            Self::Query(rejection) => rejection.status(),
            Self::InvalidKey => StatusCode::BAD_REQUEST,
            Self::UnknownReference => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NoCopy => StatusCode::CONFLICT,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        // The cause is for the log: the client cannot change it.
        match &self {
            Self::Unavailable(cause) => tracing::error!("{cause}"),
            Self::Database(cause) => tracing::error!("{cause}"),
            _ => {}
        }
        let (status, body) = (self.status(), Json(ErrorBody { erreur: self.to_string() }));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            return (status, [(header::RETRY_AFTER, RETRY_AFTER)], body).into_response();
        }
        (status, body).into_response()
    }
}
