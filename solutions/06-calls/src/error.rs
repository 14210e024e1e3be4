//! Every error of the service, and its response: `{"erreur": "<text>"}`.

use axum::Json;
use axum::extract::rejection::JsonRejection;
// SOLUTION-BEGIN
use axum::http::{StatusCode, header};
// SOLUTION-ELSE
// use axum::http::StatusCode;
// SOLUTION-END
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
    // SOLUTION-BEGIN
    #[error("un utilisateur ou un produit de cette commande n'existe pas")]
    UnknownReference,
    #[error("un autre service a donné une réponse inattendue")]
    BadGateway { path: String, cause: CallError },
    #[error("Service indisponible après plusieurs tentatives")]
    Unavailable { path: String, cause: CallError },
    #[error("Service indisponible après plusieurs tentatives")]
    OutOfTime,
    // SOLUTION-ELSE
    // // Write one variant for each way in which a call can fail: see the table in the README.
    // #[error("un appel a échoué : {path} : {cause}")]
    // Call { path: String, cause: CallError },
    // SOLUTION-END
}
// SOLUTION-BEGIN

/// When a client may ask again, in seconds.
const RETRY_AFTER: &str = "1";
// SOLUTION-END

#[derive(Serialize)]
struct ErrorBody {
    erreur: String,
}

impl Error {
    /// The error of an order for which the call of `path` has no result.
    pub fn call(path: String, cause: CallError) -> Self {
        // SOLUTION-BEGIN
        match cause {
            CallError::NotFound => Self::UnknownReference,
            CallError::UnexpectedStatus(_)
            | CallError::UnexpectedBody(_)
            | CallError::NotUtf8(_)
            | CallError::TooLong => Self::BadGateway { path, cause },
            CallError::Failed(_) | CallError::NoResponse(_) | CallError::CircuitOpen => {
                Self::Unavailable { path, cause }
            }
        }
        // SOLUTION-ELSE
        // Self::Call { path, cause }
        // SOLUTION-END
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownCommande | Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Body(rejection) => rejection.status(),
            // SOLUTION-BEGIN
            Self::UnknownReference => StatusCode::UNPROCESSABLE_ENTITY,
            Self::BadGateway { .. } => StatusCode::BAD_GATEWAY,
            Self::Unavailable { .. } | Self::OutOfTime => StatusCode::SERVICE_UNAVAILABLE,
            // SOLUTION-ELSE
            // Self::Call { .. } => StatusCode::INTERNAL_SERVER_ERROR,
            // SOLUTION-END
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        // SOLUTION-BEGIN
        if let Self::BadGateway { path, cause } | Self::Unavailable { path, cause } = &self {
            // The cause is for the log: the client cannot change it.
            tracing::error!("{path}: {cause}");
        }
        // SOLUTION-ELSE
        // if let Self::Call { path, cause } = &self {
        //     // The cause is for the log: the client cannot change it.
        //     tracing::error!("{path}: {cause}");
        // }
        // SOLUTION-END
        let (status, body) = (self.status(), Json(ErrorBody { erreur: self.to_string() }));
        // SOLUTION-BEGIN
        if status == StatusCode::SERVICE_UNAVAILABLE {
            return (status, [(header::RETRY_AFTER, RETRY_AFTER)], body).into_response();
        }
        // SOLUTION-END
        (status, body).into_response()
    }
}
