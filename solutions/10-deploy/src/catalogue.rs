//! The catalogue, which another service keeps, and how it is called.

use std::collections::BTreeMap;
use std::string::FromUtf8Error;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use reqwest::Response;
use reqwest::redirect::Policy;
use serde::de::IgnoredAny;

use crate::config::Config;
use crate::metrics::{CallResult, Metrics};
use crate::request_id::{RequestId, X_REQUEST_ID};
use crate::trace_context::TraceContext;

/// The longest body that is read, in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// A client of the catalogue. It keeps its connections open, and uses them again.
pub struct Catalogue {
    http: reqwest::Client,
    /// where the service is, without a final slash
    base: String,
    /// how long a call may take, from connecting to the last byte
    delay: Duration,
    metrics: Arc<Metrics>,
}

/// Why a call has no result.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    #[error("it does not exist")]
    NotFound,
    #[error("unexpected status {0}")]
    UnexpectedStatus(StatusCode),
    #[error("not a JSON object: {0}")]
    UnexpectedBody(#[from] serde_json::Error),
    #[error("not UTF-8: {0}")]
    NotUtf8(#[from] FromUtf8Error),
    #[error("a body of more than {MAX_BODY} bytes")]
    TooLong,
    #[error("no whole response: {0}")]
    NoResponse(#[from] reqwest::Error),
}

impl CallError {
    /// Whether the catalogue took too long.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::NoResponse(error) if error.is_timeout())
    }
}

impl Catalogue {
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(config: &Config, metrics: Arc<Metrics>) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build()?;
        let delay = Duration::from_millis(config.delai_ms);
        Ok(Self { http, base: config.catalogue_url.clone(), delay, metrics })
    }

    /// The JSON of a product, as the catalogue wrote it. The id is still encoded.
    ///
    /// # Errors
    /// When the catalogue does not know it, or gives no whole response in time.
    pub async fn produit(
        &self,
        id: &str,
        request_id: &RequestId,
        trace: &TraceContext,
    ) -> Result<String, CallError> {
        let result = self.call(id, request_id, trace).await;
        self.metrics.called(match &result {
            Ok(_) => CallResult::Ok,
            Err(CallError::NotFound) => CallResult::NotFound,
            Err(error) if error.is_timeout() => CallResult::Timeout,
            Err(_) => CallResult::Error,
        });
        result
    }

    async fn call(
        &self,
        id: &str,
        request_id: &RequestId,
        trace: &TraceContext,
    ) -> Result<String, CallError> {
        let request = self
            .http
            .get(format!("{}/api/produits/{id}", self.base))
            .timeout(self.delay)
            .header(X_REQUEST_ID, request_id.header())
            .headers(trace.headers());
        let response = request.send().await?;
        match response.status() {
            StatusCode::OK => object(body(response).await?),
            StatusCode::NOT_FOUND => Err(CallError::NotFound),
            status => Err(CallError::UnexpectedStatus(status)),
        }
    }

    /// Whether the catalogue says in time that it is live.
    pub async fn is_live(&self) -> bool {
        /// Short, because whoever asks whether this service is ready does not wait for long.
        const LIMIT: Duration = Duration::from_millis(500);
        let request = self.http.get(format!("{}/health/live", self.base)).timeout(LIMIT);
        request.send().await.is_ok_and(|response| response.status() == StatusCode::OK)
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

/// The body as text, once it is certain that it is a JSON object. It is passed on as it came, so that no
/// number loses a digit.
fn object(body: Vec<u8>) -> Result<String, CallError> {
    let text = String::from_utf8(body)?;
    serde_json::from_str::<BTreeMap<String, IgnoredAny>>(&text)?;
    Ok(text)
}
