//! The errors of the greenhouse, and their responses: `{"erreur": "<text>"}`.

use std::time::Duration;

use argon2::password_hash::Error as HashError;
use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tokio::task::JoinError;

/// Why a request is refused. No text contains anything that the client has sent.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("nom ou mot de passe incorrect")]
    WrongPassword,
    #[error("trop d'essais pour ce nom")]
    TooManyAttempts {
        /// until another attempt may begin
        wait: Duration,
    },
    #[error("il faut un jeton")]
    NoToken,
    #[error("ce jeton n'est pas accepté")]
    InvalidToken,
    #[error("ce rôle ne le permet pas")]
    Forbidden,
    #[error("le corps de la requête n'est pas accepté")]
    Body(StatusCode),
    #[error("erreur interne")]
    Hash(#[from] HashError),
    #[error("erreur interne")]
    Signature(#[from] jsonwebtoken::errors::Error),
    #[error("erreur interne")]
    Task(#[from] JoinError),
}

// ANCHOR: response
impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::WrongPassword | Self::NoToken | Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::TooManyAttempts { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Body(status) => *status,
            Self::Hash(_) | Self::Signature(_) | Self::Task(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What a client has to know in addition to the status.
    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        let challenge = |value| (header::WWW_AUTHENTICATE, HeaderValue::from_static(value));
        match self {
            Self::NoToken => Some(challenge("Bearer")),
            Self::InvalidToken => Some(challenge("Bearer error=\"invalid_token\"")),
            Self::TooManyAttempts { wait } => {
                // Rounded up, because after 59 of 59.2 s it would still be too early.
                let seconds = wait.as_secs() + 1;
                Some((header::RETRY_AFTER, HeaderValue::from(seconds.min(60))))
            }
            _ => None,
        }
    }
}
// ANCHOR_END: response

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        match &self {
            Self::Hash(cause) => eprintln!("a password cannot be hashed: {cause}"),
            Self::Signature(cause) => eprintln!("a token cannot be signed: {cause}"),
            Self::Task(cause) => eprintln!("a task has ended: {cause}"),
            _ => {}
        }
        let body = Json(ErrorBody { erreur: self.to_string() });
        let mut response = (self.status(), body).into_response();
        response.headers_mut().extend(self.header());
        response
    }
}

#[derive(Serialize)]
struct ErrorBody {
    erreur: String,
}
