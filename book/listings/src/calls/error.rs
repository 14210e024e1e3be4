//! The errors of the greenhouse, and their responses: `{"erreur": "<text>"}`.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::client::CallError;

// ANCHOR: error
/// Why a request has no result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("aucune serre n'a ce nom")]
    UnknownSerre,
    #[error("un autre service a donné une réponse inattendue")]
    BadGateway,
    #[error("un autre service ne répond pas")]
    Unavailable,
}

impl From<CallError> for Error {
    fn from(cause: CallError) -> Self {
        match cause {
            CallError::CircuitOpen | CallError::TooManyCalls => Self::Unavailable,
            cause if cause.is_transient() => Self::Unavailable,
            _ => Self::BadGateway,
        }
    }
}

impl Error {
    /// The error of a request whose greenhouse the weather station may not know.
    pub fn of_meteo(cause: CallError) -> Self {
        match cause {
            CallError::Status(StatusCode::NOT_FOUND) => Self::UnknownSerre,
            cause => cause.into(),
        }
    }
}
// ANCHOR_END: error

// ANCHOR: response
/// When a client may try again, in seconds.
const RETRY_AFTER: &str = "10";

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let body = Json(ErrorBody { erreur: self.to_string() });
        match self {
            Self::UnknownSerre => (StatusCode::NOT_FOUND, body).into_response(),
            Self::BadGateway => (StatusCode::BAD_GATEWAY, body).into_response(),
            Self::Unavailable => {
                let retry_after = [(header::RETRY_AFTER, RETRY_AFTER)];
                (StatusCode::SERVICE_UNAVAILABLE, retry_after, body).into_response()
            }
        }
    }
}
// ANCHOR_END: response

#[derive(Serialize)]
struct ErrorBody {
    erreur: String,
}
