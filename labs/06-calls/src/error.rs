//! Every error of the service, and its response: `{"erreur": "<text>"}`.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::client::CallError;

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
    // Write one variant for each way in which a call can fail: see the table in the README.
    #[error("un appel a échoué : {path} : {cause}")]
    Call { path: String, cause: CallError },
}

#[derive(Serialize)]
struct ErrorBody {
    erreur: String,
}

impl Error {
    /// The error of an order for which the call of `path` has no result.
    pub fn call(path: String, cause: CallError) -> Self {
        Self::Call { path, cause }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownCommande | Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Body(rejection) => rejection.status(),
            Self::Call { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Call { path, cause } = &self {
            // The cause is for the log: the client cannot change it.
            tracing::error!("{path}: {cause}");
        }
        let (status, body) = (self.status(), Json(ErrorBody { erreur: self.to_string() }));
        (status, body).into_response()
    }
}
