//! The two services that the greenhouse calls, and what it needs of their responses.

use std::time::Duration;

use reqwest::Url;
use serde::{Deserialize, Serialize};

use super::client::{self, Client};
use super::error::Error;
use super::request_id::RequestId;
use super::resilient::{ResilientClient, Tried};

// ANCHOR: promised
/// The weather at a greenhouse.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Meteo {
    pub temperature_c: i32,
    pub pluie_mm: u32,
}

/// A species, and how much of it is left.
#[derive(Debug, Deserialize, Serialize)]
pub struct Semence {
    pub espece: String,
    pub grammes: u64,
}
// ANCHOR_END: promised

/// Where the services are, and how long to wait.
pub struct Config {
    /// where the weather station is
    pub meteo_url: Url,
    /// where the seed service is
    pub semences_url: Url,
    /// how long one attempt may take, from connecting to the last byte
    pub timeout: Duration,
    /// how long an open circuit breaker lets no attempt through
    pub open_for: Duration,
}

impl Config {
    /// Both services at the same address, with the times of the book.
    pub fn at(url: Url) -> Self {
        Self {
            meteo_url: url.clone(),
            semences_url: url,
            timeout: Duration::from_secs(1),
            open_for: Duration::from_secs(10),
        }
    }
}

// ANCHOR: services
/// The services that the greenhouse calls.
pub struct Services {
    meteo: Client,
    semences: Client,
    /// the weather station again, with the protections of the next chapter
    station: ResilientClient,
}

impl Services {
    pub fn new(config: &Config) -> reqwest::Result<Self> {
        let http = client::http(config.timeout)?;
        let meteo = Client::new(http.clone(), config.meteo_url.clone());
        let semences = Client::new(http, config.semences_url.clone());
        let station = ResilientClient::new(meteo.clone(), config.open_for);
        Ok(Self { meteo, semences, station })
    }
}
// ANCHOR_END: services

// ANCHOR: methods
impl Services {
    /// The weather at a greenhouse.
    pub async fn meteo(&self, serre: &str, caller: &RequestId) -> Result<Meteo, Error> {
        let called = self.meteo.get(["meteo", serre], caller).await;
        called.inspect_err(|error| client::log(caller, error)).map_err(Error::of_meteo)
    }

    /// What is left of a species.
    pub async fn semence(&self, espece: &str, caller: &RequestId) -> Result<Semence, Error> {
        let called = self.semences.get(["semences", espece], caller).await;
        called.inspect_err(|error| client::log(caller, error)).map_err(Error::from)
    }
}
// ANCHOR_END: methods

impl Services {
    /// The weather at a greenhouse, in up to three attempts.
    pub async fn meteo_with_retries(&self, serre: &str, caller: &RequestId) -> Tried<Meteo> {
        self.station.get(["meteo", serre], caller).await
    }
}
