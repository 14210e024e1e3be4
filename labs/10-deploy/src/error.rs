//! Every error of the service, and its response: `{"erreur": "<text>"}`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::catalogue::CallError;

/// Why a request was refused, or could not be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("produit inconnu")]
    UnknownProduit,
    #[error("chemin inconnu")]
    UnknownPath,
    #[error("cette méthode n'est pas permise sur ce chemin")]
    MethodNotAllowed,
    #[error("le catalogue a donné une réponse inattendue")]
    BadGateway(#[source] CallError),
    #[error("le catalogue n'a pas répondu à temps")]
    GatewayTimeout(#[source] CallError),
    #[error("le catalogue ne répond pas")]
    NotReady,
    // Add an error for a service that is stopping.
}

#[derive(Serialize)]
struct ErrorBody {
    erreur: String,
}

impl From<CallError> for Error {
    fn from(cause: CallError) -> Self {
        match cause {
            CallError::NotFound => Self::UnknownProduit,
            cause if cause.is_timeout() => Self::GatewayTimeout(cause),
            cause => Self::BadGateway(cause),
        }
    }
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownProduit | Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::BadGateway(_) => StatusCode::BAD_GATEWAY,
            Self::GatewayTimeout(_) => StatusCode::GATEWAY_TIMEOUT,
            Self::NotReady => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::BadGateway(cause) | Self::GatewayTimeout(cause) = &self {
            // The cause is for the log: the client cannot change it.
            tracing::error!(%cause, "the call of the catalogue failed");
        }
        (self.status(), Json(ErrorBody { erreur: self.to_string() })).into_response()
    }
}
