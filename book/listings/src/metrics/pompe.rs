//! A client of the pump.

use std::time::Duration;

use axum::http::StatusCode;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde::Deserialize;

/// How long the pump may take to draw water.
const DRAW: Duration = Duration::from_secs(1);

/// The pump, at its address.
#[derive(Clone)]
pub struct Pompe {
    http: Client,
    base: Url,
}

#[derive(Deserialize)]
struct Cuve {
    litres: i64,
}

impl Pompe {
    /// The pump at this address.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(base: Url) -> reqwest::Result<Self> {
        Ok(Self { http: Client::builder().redirect(Policy::none()).no_proxy().build()?, base })
    }

    /// Draws water from the tank, and returns how many litres are left.
    pub(super) async fn draw(&self, litres: u32) -> Result<i64, PumpError> {
        let mut url = self.url("eau");
        url.query_pairs_mut().append_pair("litres", &litres.to_string());
        let response = self.http.post(url).timeout(DRAW).send().await?;
        match response.status() {
            StatusCode::OK => Ok(serde_json::from_slice::<Cuve>(&response.bytes().await?)?.litres),
            StatusCode::CONFLICT => Err(PumpError::Empty),
            status => Err(PumpError::Status(status)),
        }
    }

    // ANCHOR: is_live
    /// Whether the pump says, within this time, that it is well.
    pub(super) async fn is_live(&self, limit: Duration) -> bool {
        let response = self.http.get(self.url("livez")).timeout(limit).send().await;
        response.is_ok_and(|response| response.status() == StatusCode::OK)
    }
    // ANCHOR_END: is_live

    fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(path);
        url
    }
}

/// Why there is no water.
#[derive(Debug, thiserror::Error)]
pub enum PumpError {
    #[error("the tank is empty")]
    Empty,
    #[error("status {0}")]
    Status(StatusCode),
    #[error("no complete response")]
    Failed(#[from] reqwest::Error),
    #[error("not the promised JSON")]
    UnexpectedBody(#[from] serde_json::Error),
}

// ANCHOR: outcome
/// The result of a watering: the values of the label `result`.
#[derive(Clone, Copy, Debug)]
pub enum Outcome {
    Ok,
    Empty,
    Failed,
}

impl Outcome {
    pub const ALL: [Self; 3] = [Self::Ok, Self::Empty, Self::Failed];

    pub fn of(drawn: &Result<i64, PumpError>) -> Self {
        match drawn {
            Ok(_) => Self::Ok,
            Err(PumpError::Empty) => Self::Empty,
            Err(_) => Self::Failed,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Empty => "empty",
            Self::Failed => "failed",
        }
    }
}
// ANCHOR_END: outcome
