//! Every error of the service, and its response: `{"erreur": "<text>"}`.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a request was refused, or could not be served.
///
/// No text contains anything that the client has sent: it might be a password or a token.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("chemin inconnu")]
    UnknownPath,
    #[error("cette méthode n'est pas permise sur ce chemin")]
    MethodNotAllowed,
    #[error("le corps de la requête n'est pas du JSON lisible, déclaré comme tel")]
    Body(JsonRejection),
    #[error("le corps de la requête enfreint une règle")]
    InvalidBody,
    #[error("nom d'utilisateur ou mot de passe incorrect")]
    WrongPassword,
    #[error("trop d'essais : réessayez plus tard")]
    TooManyAttempts { retry_after_s: u64 },
    #[error("il faut se connecter")]
    NotAuthenticated,
    #[error("ce jeton n'est pas valide")]
    InvalidToken,
    #[error("ce compte n'a pas ce droit")]
    Forbidden,
    #[error("erreur interne")]
    Internal(#[from] InternalError),
}

/// Something that no request can cause.
#[derive(Debug, thiserror::Error)]
pub enum InternalError {
    #[error("a token cannot be signed: {0}")]
    Signature(jsonwebtoken::errors::Error),
    #[error("a password cannot be checked: {0}")]
    Hashing(argon2::password_hash::Error),
    #[error("a task has ended: {0}")]
    Task(#[from] tokio::task::JoinError),
}

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
            Self::InvalidBody => StatusCode::UNPROCESSABLE_ENTITY,
            Self::WrongPassword | Self::NotAuthenticated | Self::InvalidToken => {
                StatusCode::UNAUTHORIZED
            }
            Self::TooManyAttempts { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What a client reads beside the status: how to authenticate, or when to try again.
    fn header(&self) -> Option<(header::HeaderName, HeaderValue)> {
        match self {
            Self::NotAuthenticated => {
                Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
            }
            Self::InvalidToken => {
                let value = HeaderValue::from_static("Bearer error=\"invalid_token\"");
                Some((header::WWW_AUTHENTICATE, value))
            }
            Self::TooManyAttempts { retry_after_s } => {
                Some((header::RETRY_AFTER, HeaderValue::from(*retry_after_s)))
            }
            _ => None,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Internal(cause) = &self {
            // The cause is for the log: the client cannot change it.
            tracing::error!("{cause}");
        }
        let header = self.header();
        let body = Json(ErrorBody { erreur: self.to_string() });
        let mut response = (self.status(), body).into_response();
        response.headers_mut().extend(header);
        response
    }
}
