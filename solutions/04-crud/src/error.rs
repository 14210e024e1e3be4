//! Every error of the service, and its response: `{"erreur": "<text>"}`.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sqlx::error::DatabaseError;

/// Why a request was refused, or could not be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("produit inconnu")]
    UnknownProduit,
    #[error("un autre produit porte déjà ce nom")]
    NomTaken,
    // SOLUTION-BEGIN
    #[error("le stock est trop bas")]
    StockTooLow,
    // SOLUTION-END
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

#[derive(Serialize)]
struct ErrorBody {
    erreur: String,
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::UnknownProduit,
            sqlx::Error::Database(cause) => match violated_unique(&**cause) {
                Some("produits_nom_key" | "produits.nom") => Self::NomTaken,
                _ => Self::Database(error),
            },
            _ => Self::Database(error),
        }
    }
}

/// The unique constraint that a statement violates. PostgreSQL says its name, `produits_nom_key` for
/// the column `nom` of the table `produits`. SQLite knows no such names: its message is
/// `UNIQUE constraint failed: produits.nom`.
fn violated_unique(cause: &dyn DatabaseError) -> Option<&str> {
    cause.constraint().or_else(|| cause.message().strip_prefix("UNIQUE constraint failed: "))
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownProduit | Self::UnknownPath => StatusCode::NOT_FOUND,
            // SOLUTION-BEGIN
            Self::NomTaken | Self::StockTooLow => StatusCode::CONFLICT,
            // SOLUTION-ELSE
            // Self::NomTaken => StatusCode::CONFLICT,
            // SOLUTION-END
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Body(rejection) => rejection.status(),
            Self::Path(rejection) => rejection.status(),
            Self::Query(rejection) => rejection.status(),
            Self::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Database(cause) = &self {
            // The cause is for the log: the client only learns that the database failed.
            tracing::error!("{cause}");
        }
        let body = ErrorBody { erreur: self.to_string() };
        (self.status(), Json(body)).into_response()
    }
}
