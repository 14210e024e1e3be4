//! A client of one other service: it makes one attempt, within a time limit.

use std::error::Error;
use std::iter;
use std::time::Duration;

use axum::http::StatusCode;
use reqwest::redirect::Policy;
use reqwest::{Response, Url};
use serde::de::DeserializeOwned;

use super::request_id::{RequestId, X_REQUEST_ID};

// ANCHOR: http
/// The HTTP client of the whole service, built once. Its clones share their connections.
pub fn http(timeout: Duration) -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        // From connecting to the last byte of the body.
        .timeout(timeout)
        .redirect(Policy::none())
        .no_proxy()
        .build()
}
// ANCHOR_END: http

// ANCHOR: client
/// A client of one service.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    /// where the service is
    base: Url,
}

impl Client {
    pub fn new(http: reqwest::Client, base: Url) -> Self {
        Self { http, base }
    }

    /// Gets a resource, in one attempt.
    pub async fn get<T: DeserializeOwned>(
        &self,
        path: [&str; 2],
        caller: &RequestId,
    ) -> Result<T, CallError> {
        let request = self.http.get(self.url(path)).header(X_REQUEST_ID, caller.header());
        let response = request.send().await?;
        if response.status() != StatusCode::OK {
            return Err(CallError::Status(response.status()));
        }
        let body = body(response).await?;
        Ok(serde_json::from_slice(&body)?)
    }
}
// ANCHOR_END: client

// ANCHOR: url
impl Client {
    /// The address of a resource. Each segment of its path is percent-encoded.
    fn url(&self, path: [&str; 2]) -> Url {
        let mut url = self.base.clone();
        url.path_segments_mut().expect("an HTTP URL has a path").pop_if_empty().extend(path);
        url
    }
}
// ANCHOR_END: url

// ANCHOR: body
/// The longest body that is read, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// Reads a body piece by piece, because its length may be missing or wrong.
async fn body(mut response: Response) -> Result<Vec<u8>, CallError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_BODY {
            return Err(CallError::TooLong);
        }
    }
    Ok(body)
}
// ANCHOR_END: body

// ANCHOR: error
/// Why a call has no result.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    #[error("no connection")]
    NoConnection(#[source] reqwest::Error),
    #[error("no complete response in time")]
    Timeout,
    #[error("no complete response")]
    Interrupted(#[source] reqwest::Error),
    #[error("status {0}")]
    Status(StatusCode),
    #[error("not the promised JSON")]
    UnexpectedBody(#[from] serde_json::Error),
    #[error("a body of more than {MAX_BODY} bytes")]
    TooLong,
    // The next chapter explains these two: the call was not made.
    #[error("the circuit breaker is open")]
    CircuitOpen,
    #[error("too many calls are waiting")]
    TooManyCalls,
}

impl From<reqwest::Error> for CallError {
    fn from(error: reqwest::Error) -> Self {
        // First, because it may also happen while connecting.
        if error.is_timeout() {
            Self::Timeout
        } else if error.is_connect() {
            Self::NoConnection(error)
        } else {
            Self::Interrupted(error)
        }
    }
}
// ANCHOR_END: error

// ANCHOR: transient
impl CallError {
    /// Whether another attempt may succeed.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::NoConnection(_) | Self::Timeout | Self::Interrupted(_) => true,
            Self::Status(status) => {
                status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS
            }
            Self::UnexpectedBody(_) | Self::TooLong | Self::CircuitOpen | Self::TooManyCalls => {
                false
            }
        }
    }
}
// ANCHOR_END: transient

// ANCHOR: log
/// Logs why a call has no result, with the id of the request that caused it.
pub fn log(caller: &RequestId, error: &CallError) {
    eprintln!("{caller}: {}", with_causes(error));
}

/// The message of an error, followed by those of its causes.
fn with_causes(error: &(dyn Error + 'static)) -> String {
    let errors = iter::successors(Some(error), |&error| error.source());
    errors.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
// ANCHOR_END: log
