//! axum's extractors, with this service's errors instead of axum's own.

use axum::Json;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::Error;
use crate::json_object::JsonObject;

/// A JSON body. Like [`Json`], but it takes objects only, and its error is an [`Error`].
///
/// serde's errors quote the value that does not fit, and axum logs them: here, that value may be a
/// password. So the body is read as any JSON first, and why it does not fit is told to nobody.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let body = Json::<Value>::from_request(request, state).await;
        let Json(body) = body.map_err(Error::Body)?;
        let JsonObject(body) = serde_json::from_value(body).map_err(|_| Error::InvalidBody)?;
        Ok(Self(body))
    }
}
