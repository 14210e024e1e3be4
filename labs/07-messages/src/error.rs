//! Every error of the service, and its response: `{"erreur": "<text>"}`.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::publisher::PublishError;

/// Why a request was refused, or could not be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("commande inconnue")]
    UnknownCommande,
    #[error("chemin inconnu")]
    UnknownPath,
    #[error("cette méthode n'est pas permise sur ce chemin")]
    MethodNotAllowed,
    #[error(transparent)]
    Body(#[from] JsonRejection),
    #[error(transparent)]
    Path(#[from] PathRejection),
    #[error("la commande n'a pas pu être publiée ; essayez de nouveau")]
    Unpublished(#[from] PublishError),
    #[error("la base de données ne répond pas")]
    Database(#[from] sqlx::Error),
}

#[derive(Serialize)]
struct ErrorBody {
    erreur: String,
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownCommande | Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Body(rejection) => rejection.status(),
            Self::Path(rejection) => rejection.status(),
            Self::Unpublished(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        // The cause is for the log: the client cannot change it.
        match &self {
            Self::Unpublished(cause) => tracing::error!("{cause}"),
            Self::Database(cause) => tracing::error!("{cause}"),
            _ => {}
        }
        let body = ErrorBody { erreur: self.to_string() };
        (self.status(), Json(body)).into_response()
    }
}
