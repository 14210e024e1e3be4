//! One shape for every error: `{"erreur": "<text>"}`.

// SOLUTION-BEGIN
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a request was refused, or could not be served.
#[derive(Debug, thiserror::Error)]
pub enum Erreur {
    #[error("patient inconnu")]
    PatientInconnu,
    #[error("chemin inconnu")]
    CheminInconnu,
    #[error("cette méthode n'est pas permise sur ce chemin")]
    Methode,
    #[error(transparent)]
    Corps(#[from] JsonRejection),
    #[error(transparent)]
    Chemin(#[from] PathRejection),
    #[error("écriture impossible")]
    Interne(#[from] std::io::Error),
}

impl Erreur {
    fn status(&self) -> StatusCode {
        match self {
            Self::PatientInconnu | Self::CheminInconnu => StatusCode::NOT_FOUND,
            Self::Methode => StatusCode::METHOD_NOT_ALLOWED,
            Self::Corps(rejection) => rejection.status(),
            Self::Chemin(rejection) => rejection.status(),
            Self::Interne(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

#[derive(Serialize)]
struct Corps {
    erreur: String,
}

impl IntoResponse for Erreur {
    fn into_response(self) -> Response {
        if let Self::Interne(cause) = &self {
            // For whoever runs the service; the client learns no more than that it failed.
            eprintln!("{cause}");
        }
        let corps = Corps { erreur: self.to_string() };
        (self.status(), Json(corps)).into_response()
    }
}
// SOLUTION-ELSE
// // Write here an `enum` of everything that can go wrong, and implement
// // `axum::response::IntoResponse` for it: a status, and the text under the key `erreur`.
// // axum's own rejections (`JsonRejection`, `PathRejection`) become variants of it with `#[from]`.
// SOLUTION-END
