//! axum's extractors, with the errors of this service in place of axum's own.

use axum::Json;
use axum::extract::{FromRequest, Request};

use super::erreur::Erreur;

// ANCHOR: segment
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

pub struct Segment<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Segment<T> {
    type Rejection = Erreur;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Erreur> {
        let Path(value) = Path::from_request_parts(parts, state).await?;
        Ok(Self(value))
    }
}
// ANCHOR_END: segment

/// A JSON body.
pub struct Corps<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Corps<T> {
    type Rejection = Erreur;

    async fn from_request(request: Request, state: &S) -> Result<Self, Erreur> {
        let Json(value) = Json::from_request(request, state).await?;
        Ok(Self(value))
    }
}
