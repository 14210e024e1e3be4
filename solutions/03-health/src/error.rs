//! Every error has the same body: `{"erreur": "<text>"}`.

// SOLUTION-BEGIN
use std::error::Error as _;
use std::io;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_saphyr::SerializeError;
use tokio::task::JoinError;

/// Why a request was refused, or failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("patient inconnu")]
    UnknownPatient,
    #[error("chemin inconnu")]
    UnknownPath,
    #[error("cette méthode n'est pas permise sur ce chemin")]
    MethodNotAllowed,
    #[error(transparent)]
    Body(#[from] JsonRejection),
    #[error(transparent)]
    Path(#[from] PathRejection),
    #[error("écriture impossible")]
    Write(#[from] io::Error),
    #[error("écriture interrompue")]
    WriteTask(#[from] JoinError),
    #[error("conversion en YAML impossible")]
    Yaml(#[from] SerializeError),
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownPatient | Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Body(rejection) => rejection.status(),
            Self::Path(rejection) => rejection.status(),
            Self::Write(_) | Self::WriteTask(_) | Self::Yaml(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }
}

#[derive(Serialize)]
struct ErrorBody {
    erreur: String,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error() {
            // The cause is for whoever runs the service. The client only learns that it failed.
            tracing::error!(cause = self.source(), "{self}");
        }
        (status, Json(ErrorBody { erreur: self.to_string() })).into_response()
    }
}
// SOLUTION-ELSE
// // Write here an `enum` of everything that can go wrong, and implement
// // `axum::response::IntoResponse` for it: a status, and the text under the key `erreur`. axum's own
// // rejections (`JsonRejection`, `PathRejection`) become variants of it with `#[from]`. Log an error
// // of the server's own with `tracing::error!`; its cause is not for the client.
// SOLUTION-END
