//! One shape for every error: `{"erreur": "<text>"}`.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a request was refused, or could not be served.
#[derive(Debug, thiserror::Error)]
pub enum Erreur {
    #[error("aucun bocal n'a cet identifiant")]
    SemenceInconnue,
    #[error("cette espèce a déjà un bocal")]
    EspecePrise,
    #[error("il n'y en a pas assez dans le bocal")]
    PasAssez,
    #[error("chemin inconnu")]
    CheminInconnu,
    #[error("cette méthode n'est pas permise sur ce chemin")]
    Methode,
    #[error(transparent)]
    Corps(#[from] JsonRejection),
    #[error(transparent)]
    Chemin(#[from] PathRejection),
    #[error(transparent)]
    Requete(#[from] QueryRejection),
    #[error("la base de données ne répond pas")]
    Base(sqlx::Error),
}

// ANCHOR: from_sqlx
impl From<sqlx::Error> for Erreur {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::SemenceInconnue,
            sqlx::Error::Database(cause) if cause.is_unique_violation() => Self::EspecePrise,
            _ => Self::Base(error),
        }
    }
}
// ANCHOR_END: from_sqlx

impl Erreur {
    fn status(&self) -> StatusCode {
        match self {
            Self::SemenceInconnue | Self::CheminInconnu => StatusCode::NOT_FOUND,
            Self::EspecePrise | Self::PasAssez => StatusCode::CONFLICT,
            Self::Methode => StatusCode::METHOD_NOT_ALLOWED,
            Self::Corps(rejection) => rejection.status(),
            Self::Chemin(rejection) => rejection.status(),
            Self::Requete(rejection) => rejection.status(),
            Self::Base(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

#[derive(Serialize)]
struct Refus {
    erreur: String,
}

impl IntoResponse for Erreur {
    fn into_response(self) -> Response {
        if let Self::Base(cause) = &self {
            // For whoever runs the service; the client learns no more than that it failed.
            eprintln!("{cause}");
        }
        let refus = Refus { erreur: self.to_string() };
        (self.status(), Json(refus)).into_response()
    }
}
