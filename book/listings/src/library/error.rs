//! One shape for every error: `{"erreur": "<text>"}`.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a request was refused, or could not be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cette espèce est inconnue")]
    UnknownEspece,
    #[error("aucune espèce de ce nom : la commande est refusée")]
    UnknownReference,
    #[error("aucune commande confirmée n'a cet identifiant")]
    UnknownCommande,
    #[error("il ne reste aucun sachet de cette espèce")]
    NoneLeft,
    #[error("cette réservation est terminée")]
    Released,
    #[error("ce jardinier a déjà trois commandes")]
    TooManyOrders,
    #[error("l'en-tête Idempotency-Key est absent ou invalide")]
    InvalidKey,
    #[error("cette clé est celle d'une autre commande")]
    KeyTaken,
    #[error("la commande n'a pas encore de résultat ; réessayez avec la même clé")]
    InProgress,
    #[error("le stock ne répond pas ; réessayez avec la même clé")]
    StockAway,
    #[error(transparent)]
    Body(#[from] JsonRejection),
    #[error("la base de données ne répond pas")]
    Database(#[from] sqlx::Error),
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownEspece | Self::UnknownCommande => StatusCode::NOT_FOUND,
            Self::NoneLeft | Self::Released | Self::TooManyOrders => StatusCode::CONFLICT,
            Self::InvalidKey => StatusCode::BAD_REQUEST,
            Self::UnknownReference | Self::KeyTaken => StatusCode::UNPROCESSABLE_ENTITY,
            Self::InProgress | Self::StockAway => StatusCode::SERVICE_UNAVAILABLE,
            Self::Body(rejection) => rejection.status(),
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
