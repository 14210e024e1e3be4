//! The errors of the greenhouse, and their responses: `{"erreur": "<text>"}`.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::broker::BrokerError;

// ANCHOR: error
/// Why a request was refused, or has no result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("arrosage inconnu")]
    UnknownArrosage,
    #[error(transparent)]
    Body(#[from] JsonRejection),
    #[error("l'arrosage n'a pas pu être publié ; essayez de nouveau")]
    Unpublished(#[from] BrokerError),
    #[error("la base de données ne répond pas")]
    Database(#[from] sqlx::Error),
}
// ANCHOR_END: error

#[derive(Serialize)]
struct ErrorBody {
    erreur: String,
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownArrosage => StatusCode::NOT_FOUND,
            Self::Body(rejection) => rejection.status(),
            Self::Unpublished(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        // The cause is for the log: the client cannot change it.
        match &self {
            Self::Unpublished(cause) => eprintln!("{cause}"),
            Self::Database(cause) => eprintln!("{cause}"),
            Self::UnknownArrosage | Self::Body(_) => {}
        }
        let body = Json(ErrorBody { erreur: self.to_string() });
        (self.status(), body).into_response()
    }
}
