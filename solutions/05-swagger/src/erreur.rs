//! One shape for every error: `{"erreur": "<text>"}`.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
// SOLUTION-BEGIN
use utoipa::ToSchema;
// SOLUTION-END

/// Why a request was refused, or could not be served.
#[derive(Debug, thiserror::Error)]
pub enum Erreur {
    #[error("produit inconnu")]
    ProduitInconnu,
    #[error("un autre produit porte déjà ce nom")]
    NomPris,
    #[error("le stock est trop bas")]
    StockTropBas,
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

/// A broken constraint is a conflict that the client can understand; the only unique column that
/// a client chooses is the name.
impl From<sqlx::Error> for Erreur {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::ProduitInconnu,
            sqlx::Error::Database(cause) if cause.is_unique_violation() => Self::NomPris,
            _ => Self::Base(error),
        }
    }
}

impl Erreur {
    fn status(&self) -> StatusCode {
        match self {
            Self::ProduitInconnu | Self::CheminInconnu => StatusCode::NOT_FOUND,
            Self::NomPris | Self::StockTropBas => StatusCode::CONFLICT,
            Self::Methode => StatusCode::METHOD_NOT_ALLOWED,
            Self::Corps(rejection) => rejection.status(),
            Self::Chemin(rejection) => rejection.status(),
            Self::Requete(rejection) => rejection.status(),
            Self::Base(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

// SOLUTION-BEGIN
/// Pourquoi la requête est refusée
#[derive(Serialize, ToSchema)]
#[schema(as = Erreur)]
pub struct Corps {
    /// un texte pour une personne
    #[schema(min_length = 1, example = "produit inconnu")]
    erreur: String,
}
// SOLUTION-ELSE
// // It has a schema too: `ToSchema`, called `Erreur` in the document.
// #[derive(Serialize)]
// struct Corps {
//     erreur: String,
// }
// SOLUTION-END

impl IntoResponse for Erreur {
    fn into_response(self) -> Response {
        if let Self::Base(cause) = &self {
            // For whoever runs the service; the client learns no more than that it failed.
            eprintln!("{cause}");
        }
        let corps = Corps { erreur: self.to_string() };
        (self.status(), Json(corps)).into_response()
    }
}
