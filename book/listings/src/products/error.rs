//! One shape for every error: `{"erreur": "<text>"}`.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sqlx::error::DatabaseError;

/// Why a request was refused, or could not be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("aucun bocal n'a cet identifiant")]
    UnknownSemence,
    #[error("cette espèce a déjà un bocal")]
    EspeceTaken,
    #[error("il n'y en a pas assez dans le bocal")]
    NotEnough,
    #[error("chemin inconnu")]
    UnknownPath,
    #[error("cette méthode n'est pas permise sur ce chemin")]
    MethodNotAllowed,
    #[error(transparent)]
    Body(#[from] JsonRejection),
    #[error(transparent)]
    Path(#[from] PathRejection),
    #[error(transparent)]
    Query(#[from] QueryRejection),
    #[error("la base de données ne répond pas")]
    Database(sqlx::Error),
}

// ANCHOR: from_sqlx
impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::UnknownSemence,
            sqlx::Error::Database(cause) => match violated_unique(cause.as_ref()) {
                Some("semences_espece_key" | "semences.espece") => Self::EspeceTaken,
                _ => Self::Database(error),
            },
            _ => Self::Database(error),
        }
    }
}

/// The unique constraint that a statement violates: PostgreSQL gives its name, SQLite the column.
fn violated_unique(cause: &dyn DatabaseError) -> Option<&str> {
    cause.constraint().or_else(|| cause.message().strip_prefix("UNIQUE constraint failed: "))
}
// ANCHOR_END: from_sqlx

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownSemence | Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::EspeceTaken | Self::NotEnough => StatusCode::CONFLICT,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Body(rejection) => rejection.status(),
            Self::Path(rejection) => rejection.status(),
            Self::Query(rejection) => rejection.status(),
            Self::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

#[derive(Serialize)]
struct ErrorBody {
    erreur: String,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Database(cause) = &self {
            // The cause is for whoever runs the service: it may name tables and files.
            eprintln!("{cause}");
        }
        let body = ErrorBody { erreur: self.to_string() };
        (self.status(), Json(body)).into_response()
    }
}
