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
    // SOLUTION-BEGIN
    #[error("livre inconnu")]
    UnknownLivre,
    #[error("membre inconnu")]
    UnknownMembre,
    #[error("emprunt inconnu")]
    UnknownEmprunt,
    // SOLUTION-ELSE
    // // Write one variant for each other reason to refuse a request.
    // SOLUTION-END
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
    // SOLUTION-BEGIN
    #[error("cette clé est celle d'un autre emprunt")]
    KeyTaken,
    // SOLUTION-END
    #[error("le membre ou le livre de cet emprunt n'existe pas")]
    UnknownReference,
    #[error("aucun exemplaire n'est disponible")]
    NoCopy,
    // SOLUTION-BEGIN
    #[error("ce membre a déjà trois emprunts ouverts")]
    TooManyLoans,
    #[error("ce membre a un emprunt ouvert")]
    OpenLoan,
    #[error("un autre emprunt est en cours ; essayez de nouveau")]
    Busy,
    // SOLUTION-END
    #[error("un autre service ne répond pas ; essayez de nouveau")]
    Unavailable(#[from] CallError),
    // SOLUTION-BEGIN
    #[error("l'emprunt n'est pas terminé ; essayez de nouveau")]
    OutOfTime,
    // SOLUTION-END
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
            // SOLUTION-BEGIN
            Self::UnknownLivre | Self::UnknownMembre | Self::UnknownEmprunt | Self::UnknownPath => {
                StatusCode::NOT_FOUND
            }
            // SOLUTION-ELSE
            // Self::UnknownPath => StatusCode::NOT_FOUND,
            // SOLUTION-END
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Body(rejection) => rejection.status(),
            Self::Query(rejection) => rejection.status(),
            Self::InvalidKey => StatusCode::BAD_REQUEST,
            // SOLUTION-BEGIN
            Self::KeyTaken | Self::UnknownReference => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NoCopy | Self::TooManyLoans | Self::OpenLoan => StatusCode::CONFLICT,
            Self::Busy | Self::Unavailable(_) | Self::OutOfTime => StatusCode::SERVICE_UNAVAILABLE,
            // SOLUTION-ELSE
            // Self::UnknownReference => StatusCode::UNPROCESSABLE_ENTITY,
            // Self::NoCopy => StatusCode::CONFLICT,
            // Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            // SOLUTION-END
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
