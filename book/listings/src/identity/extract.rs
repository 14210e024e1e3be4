//! A JSON body whose errors quote nothing.

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::Error;

/// Like [`Json`], but neither its error nor axum's log shows what the client has sent.
pub struct JsonBody<T>(pub T);

// ANCHOR: body
impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        // Any JSON fits a `Value`, so what axum refuses here is not JSON: no value is quoted.
        let body = Json::<Value>::from_request(request, state).await;
        let Json(body) = body.map_err(|rejection| Error::Body(rejection.status()))?;
        // This error would quote a value, so it goes nowhere.
        let body = serde_json::from_value(body);
        body.map(Self).map_err(|_| Error::Body(StatusCode::UNPROCESSABLE_ENTITY))
    }
}
// ANCHOR_END: body
