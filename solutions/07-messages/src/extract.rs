//! axum's extractors, with this service's errors instead of axum's own.

use axum::Json;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::json_object::JsonObject;

/// A JSON body. Like [`Json`], but it takes objects only, and its error is an [`Error`].
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let Json(JsonObject(value)) = Json::from_request(request, state).await?;
        Ok(Self(value))
    }
}
