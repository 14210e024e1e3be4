//! A client of one other service: every attempt has a timeout, a failed one is repeated if that may
//! help, and none is made while the circuit breaker is open.

// SOLUTION-BEGIN
use std::string::FromUtf8Error;
use std::time::Duration;

use axum::http::StatusCode;
use backon::Retryable;
use reqwest::Response;
use reqwest::redirect::Policy;
use serde::de::DeserializeOwned;

use crate::breaker::{Breaker, Outcome};
use crate::json_object::JsonObject;
use crate::request_id::{RequestId, X_REQUEST_ID};

/// The longest body that is read, in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// A client of one service. It keeps its connections open, and uses them again.
pub struct Client {
    http: reqwest::Client,
    /// where the service is, without a final slash
    base: String,
    breaker: Breaker,
}

/// Why a call has no result.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    #[error("it does not exist")]
    NotFound,
    #[error("unexpected status {0}")]
    UnexpectedStatus(StatusCode),
    #[error("not the promised JSON: {0}")]
    UnexpectedBody(#[from] serde_json::Error),
    #[error("not UTF-8: {0}")]
    NotUtf8(#[from] FromUtf8Error),
    #[error("a body of more than {MAX_BODY} bytes")]
    TooLong,
    #[error("the service failed with status {0}")]
    Failed(StatusCode),
    #[error("no whole response: {0}")]
    NoResponse(#[from] reqwest::Error),
    #[error("not called, because its circuit breaker is open")]
    CircuitOpen,
}

impl CallError {
    /// Whether another attempt may succeed: the service failed, or no whole response arrived in time.
    fn is_transient(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::NoResponse(_))
    }
}

impl Client {
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(base: &str, timeout: Duration, open_for: Duration) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            // From connecting to the last byte of the body.
            .timeout(timeout)
            .redirect(Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { http, base: base.to_owned(), breaker: Breaker::new(open_for) })
    }

    // ANCHOR: get
    /// Gets a resource, in up to three attempts.
    ///
    /// # Errors
    /// That of the last attempt.
    pub async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        caller: &RequestId,
    ) -> Result<T, CallError> {
        let may_help = |error: &CallError| error.is_transient() && !self.breaker.is_open();
        (|| self.attempt(path, caller)).retry(pauses()).when(may_help).await
    }

    async fn attempt<T: DeserializeOwned>(
        &self,
        path: &str,
        caller: &RequestId,
    ) -> Result<T, CallError> {
        let permit = self.breaker.permit().ok_or(CallError::CircuitOpen)?;
        let result = self.request(path, caller).await;
        permit.settle(match &result {
            Err(error) if error.is_transient() => Outcome::Failure,
            _ => Outcome::Success,
        });
        result
    }
    // ANCHOR_END: get

    async fn request<T: DeserializeOwned>(
        &self,
        path: &str,
        caller: &RequestId,
    ) -> Result<T, CallError> {
        let request = self.http.get(format!("{}{path}", self.base));
        let response = request.header(X_REQUEST_ID, caller.header()).send().await?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Err(CallError::NotFound),
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                return Err(CallError::Failed(status));
            }
            status => return Err(CallError::UnexpectedStatus(status)),
        }
        let text = String::from_utf8(body(response).await?)?;
        let JsonObject(value) = serde_json::from_str(&text)?;
        Ok(value)
    }
}

/// The body of a response, piece by piece: an endless one must not fill the memory.
async fn body(mut response: Response) -> Result<Vec<u8>, CallError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(CallError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// How long to wait before the second attempt and before the third. They are random, so that clients
/// which failed together do not come back together.
fn pauses() -> impl Iterator<Item = Duration> + Send + Sync + Unpin {
    [rand::random_range(50..=200), rand::random_range(100..=400)]
        .into_iter()
        .map(Duration::from_millis)
}
// SOLUTION-ELSE
// use std::time::Duration;
//
// use serde::de::DeserializeOwned;
//
// use crate::request_id::{RequestId, X_REQUEST_ID};
//
// /// A client of one service. It keeps its connections open, and uses them again.
// ///
// /// Write its fields: a `reqwest::Client`, the address of the service, and its circuit breaker.
// pub struct Client {}
//
// /// Why a call has no result.
// ///
// /// Write a variant for each kind of failure. Which of them may another attempt help against?
// #[derive(Debug, thiserror::Error)]
// pub enum CallError {}
//
// impl Client {
//     /// `timeout` is how long one attempt may take, from connecting to the last byte.
//     ///
//     /// # Errors
//     /// When the HTTP client cannot be built.
//     pub fn new(base: &str, timeout: Duration, open_for: Duration) -> Result<Self, reqwest::Error> {
//         // Build the `reqwest::Client` here, once: it keeps the connections.
//         let _ = (base, timeout, open_for);
//         Ok(Self {})
//     }
//
//     /// Gets a resource, in up to three attempts.
//     ///
//     /// # Errors
//     /// That of the last attempt.
//     pub async fn get<T: DeserializeOwned>(
//         &self,
//         path: &str,
//         caller: &RequestId,
//     ) -> Result<T, CallError> {
//         todo!("call {path} with the header {X_REQUEST_ID}: {:?}", caller.header())
//     }
// }
// SOLUTION-END
