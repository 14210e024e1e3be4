//! axum's extractors, with this service's errors instead of axum's own.

// SOLUTION-BEGIN
use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::error::Error;

/// A JSON body: [`Json`] with our errors.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let Json(value) = Json::from_request(request, state).await?;
        Ok(Self(value))
    }
}

/// A part of the path: [`Path`] with our errors.
pub struct PathParam<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathParam<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Path(value) = Path::from_request_parts(parts, state).await?;
        Ok(Self(value))
    }
}
// SOLUTION-ELSE
// // `axum::Json` and `axum::extract::Path` refuse a request with a plain text. Wrap them: a struct of
// // yours that implements `FromRequest` (or `FromRequestParts`), calls axum's extractor and turns its
// // rejection into your error.
// SOLUTION-END
