//! One shape for every error: `{"erreur": "<text>"}`.

// ANCHOR: erreur
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

#[derive(Debug, thiserror::Error)]
pub enum Erreur {
    #[error("plante inconnue")]
    PlanteInconnue,
    #[error("chemin inconnu")]
    CheminInconnu,
    #[error("ce chemin n'a pas cette méthode")]
    Methode,
    #[error(transparent)]
    Segment(#[from] PathRejection),
    #[error(transparent)]
    Corps(#[from] JsonRejection),
    #[error("écriture impossible")]
    Interne(#[from] std::io::Error),
}

impl Erreur {
    fn status(&self) -> StatusCode {
        match self {
            Self::PlanteInconnue | Self::CheminInconnu => StatusCode::NOT_FOUND,
            Self::Methode => StatusCode::METHOD_NOT_ALLOWED,
            Self::Segment(rejection) => rejection.status(),
            Self::Corps(rejection) => rejection.status(),
            Self::Interne(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

#[derive(Serialize)]
struct Refus {
    erreur: String,
}

impl IntoResponse for Erreur {
    fn into_response(self) -> Response {
        if let Self::Interne(cause) = &self {
            eprintln!("{cause}");
        }
        (self.status(), Json(Refus { erreur: self.to_string() })).into_response()
    }
}
// ANCHOR_END: erreur
