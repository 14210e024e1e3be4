//! A client of one other service: every attempt has a timeout, and a failed one is repeated if that may
//! help. Every call of the library may be repeated: its methods are idempotent.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Method, StatusCode};
use backon::Retryable;
use reqwest::redirect::Policy;

/// How long one attempt may take, from connecting to the last byte.
const ATTEMPT: Duration = Duration::from_secs(1);

/// A connection that was idle for longer is not used again: if the network has swallowed it meanwhile,
/// nobody would say so.
const IDLE: Duration = Duration::from_millis(500);

/// A client of one service. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    /// where the service is, without a final slash
    base: String,
}

/// What the service answered.
pub struct Answer {
    pub status: StatusCode,
    pub body: Bytes,
}

/// The result of a call.
pub struct Call {
    pub result: Result<Answer, CallError>,
    /// An attempt without a result may have reached the service: it may have been carried out, or may
    /// still be.
    pub in_doubt: bool,
}

/// Why a call has no result.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    #[error("no whole response: {0}")]
    NoResponse(#[from] reqwest::Error),
    #[error("the service failed with status {0}")]
    Failed(StatusCode),
    #[error("unexpected status {0}")]
    UnexpectedStatus(StatusCode),
    #[error("not the promised JSON: {0}")]
    UnexpectedBody(#[from] serde_json::Error),
}

impl CallError {
    /// Whether another attempt may succeed: the service failed, or no whole response arrived in time.
    fn is_transient(&self) -> bool {
        matches!(self, Self::NoResponse(_) | Self::Failed(_))
    }

    /// Whether the request may have reached the service. It has not if there was no connection.
    fn is_in_doubt(&self) -> bool {
        !matches!(self, Self::NoResponse(error) if error.is_connect())
    }
}

impl Client {
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(base: &str) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(ATTEMPT)
            .pool_idle_timeout(IDLE)
            .redirect(Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { http, base: base.to_owned() })
    }

    /// Sends a request without a body, in up to two attempts.
    pub async fn call(&self, method: Method, path: &str) -> Call {
        let mut in_doubt = false;
        let result = (|| self.attempt(method.clone(), path))
            .retry(pauses())
            .when(CallError::is_transient)
            .notify(|error, _| in_doubt |= error.is_in_doubt())
            .await;
        in_doubt |= result.as_ref().is_err_and(CallError::is_in_doubt);
        Call { result, in_doubt }
    }

    /// Sends a request without a body, once.
    pub async fn attempt(&self, method: Method, path: &str) -> Result<Answer, CallError> {
        let request = self.http.request(method, format!("{}{path}", self.base));
        let response = request.send().await?;
        match response.status() {
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                Err(CallError::Failed(status))
            }
            status => Ok(Answer { status, body: response.bytes().await? }),
        }
    }
}

/// How long to wait before the second attempt. It is random, so that clients which failed together do
/// not come back together.
fn pauses() -> impl Iterator<Item = Duration> + Send + Sync + Unpin {
    [rand::random_range(50..=150)].into_iter().map(Duration::from_millis)
}
