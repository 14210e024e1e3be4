//! axum's extractors, with this service's errors in place of axum's own.

// SOLUTION-BEGIN
use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::erreur::Erreur;

/// A JSON body: like [`Json`], refused in our shape.
pub struct Corps<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Corps<T> {
    type Rejection = Erreur;

    async fn from_request(request: Request, state: &S) -> Result<Self, Erreur> {
        let Json(value) = Json::from_request(request, state).await?;
        Ok(Self(value))
    }
}

/// A part of the path: like [`Path`], refused in our shape.
pub struct Chemin<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Chemin<T> {
    type Rejection = Erreur;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Erreur> {
        let Path(value) = Path::from_request_parts(parts, state).await?;
        Ok(Self(value))
    }
}
// SOLUTION-ELSE
// // `axum::Json` and `axum::extract::Path` refuse in axum's own words. Wrap them: a struct of yours
// // that implements `FromRequest`, calls axum's extractor and turns its rejection into your error.
// SOLUTION-END
