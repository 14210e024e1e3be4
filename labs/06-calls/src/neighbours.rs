//! The two services that this one calls, and what they promise.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::config::Config;
use crate::error::Error;
use crate::request_id::RequestId;

/// The user service and the product service. Each has its own client, and so its own circuit breaker.
pub struct Neighbours {
    utilisateurs: Client,
    produits: Client,
}

/// A user. Further fields of the user service's response are ignored.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Utilisateur {
    pub id: i64,
    pub nom: String,
}

/// A product, as far as an order needs it.
#[derive(Clone, Debug, Deserialize)]
pub struct Produit {
    pub id: i64,
    pub nom: String,
    pub prix_centimes: Prix,
}

/// A price in cents, from 0 to 2⁵³ - 1.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "u64")]
pub struct Prix(u64);

impl Prix {
    const MAX: u64 = 9_007_199_254_740_991;

    pub fn get(self) -> u64 {
        self.0
    }
}

impl TryFrom<u64> for Prix {
    type Error = &'static str;

    fn try_from(number: u64) -> Result<Self, Self::Error> {
        if number <= Self::MAX { Ok(Self(number)) } else { Err("a price is at most 2^53 - 1") }
    }
}

impl Neighbours {
    /// # Errors
    /// When an HTTP client cannot be built.
    pub fn new(config: &Config) -> Result<Self, reqwest::Error> {
        let timeout = Duration::from_millis(config.delai_ms);
        let open_for = Duration::from_millis(config.ouverture_ms);
        let client = |url: &str| Client::new(url, timeout, open_for);
        Ok(Self {
            utilisateurs: client(&config.utilisateurs_url)?,
            produits: client(&config.produits_url)?,
        })
    }

    /// The user with this id.
    pub async fn utilisateur(&self, id: i64, caller: &RequestId) -> Result<Utilisateur, Error> {
        let path = format!("/api/utilisateurs/{id}");
        self.utilisateurs.get(&path, caller).await.map_err(|cause| Error::call(path, cause))
    }

    /// The product with this id.
    pub async fn produit(&self, id: i64, caller: &RequestId) -> Result<Produit, Error> {
        let path = format!("/api/produits/{id}");
        self.produits.get(&path, caller).await.map_err(|cause| Error::call(path, cause))
    }
}
