//! A client of the sensor service. It passes on the ids of the request that causes the call.

use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use reqwest::Url;
use serde::Deserialize;

use super::context::{Context, new_parent_id};
use super::error::Error;

/// How long a call may take, from connecting to the last byte.
const TIMEOUT: Duration = Duration::from_secs(1);

/// What the sensors of a greenhouse measure.
#[derive(Debug, Deserialize)]
pub struct Mesure {
    pub temperature_c: i32,
}

/// The sensor service, and how to call it.
#[derive(Clone)]
pub struct Station {
    http: reqwest::Client,
    base: Url,
}

impl Station {
    pub fn new(base: Url) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { http, base })
    }
}

// ANCHOR: measure
impl Station {
    /// What the sensors of a greenhouse measure.
    pub async fn measure(&self, serre: &str, context: &Context) -> Result<Mesure, Error> {
        let parent_id = new_parent_id();
        tracing::debug!(parent_id, "call");
        let called = self.call(serre, context.headers(&parent_id)).await;
        let measured = called.map_err(|error| {
            tracing::error!(parent_id, cause = %error, "call failed");
            Error::from(error)
        })?;
        measured.ok_or(Error::UnknownSerre)
    }
}
// ANCHOR_END: measure

impl Station {
    /// None when no sensor is in that greenhouse.
    async fn call(&self, serre: &str, headers: HeaderMap) -> Result<Option<Mesure>, CallError> {
        let mut url = self.base.clone();
        let mut segments = url.path_segments_mut().expect("an HTTP URL has a path");
        segments.pop_if_empty().extend(["capteurs", serre]);
        drop(segments);
        let response = self.http.get(url).headers(headers).send().await?;
        match response.status() {
            StatusCode::OK => Ok(Some(serde_json::from_slice(&response.bytes().await?)?)),
            StatusCode::NOT_FOUND => Ok(None),
            status => Err(CallError::Status(status)),
        }
    }
}

/// Why a call has no result.
#[derive(Debug, thiserror::Error)]
enum CallError {
    #[error("no complete response in time")]
    Timeout,
    #[error("no complete response")]
    Interrupted,
    #[error("status {0}")]
    Status(StatusCode),
    #[error("not the promised JSON")]
    UnexpectedBody(#[from] serde_json::Error),
}

impl From<reqwest::Error> for CallError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() { Self::Timeout } else { Self::Interrupted }
    }
}

impl From<CallError> for Error {
    fn from(cause: CallError) -> Self {
        match cause {
            CallError::Timeout => Self::GatewayTimeout,
            _ => Self::BadGateway,
        }
    }
}
