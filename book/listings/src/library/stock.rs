//! The calls of the order service to the stock.

use std::time::Duration;

use axum::http::StatusCode;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Url};

use super::error::Error;

/// How long a call may take, from connecting to the last byte.
const TIMEOUT: Duration = Duration::from_secs(1);

/// The stock, as the order service sees it. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Stock {
    http: Client,
    /// where it is, or nothing if it cannot be reached
    base: Option<Url>,
}

impl Stock {
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(base: Url) -> reqwest::Result<Self> {
        let client = Client::builder().timeout(TIMEOUT).redirect(Policy::none()).no_proxy();
        Ok(Self { http: client.build()?, base: Some(base) })
    }

    /// The stock while it cannot be reached.
    pub fn away(&self) -> Self {
        Self { base: None, ..self.clone() }
    }

    /// Takes a packet out of the stock.
    pub async fn take(&self, espece: &str) -> Result<(), Error> {
        match self.call(Method::POST, &["semences", espece, "retraits"]).await? {
            StatusCode::NO_CONTENT => Ok(()),
            StatusCode::CONFLICT => Err(Error::NoneLeft),
            _ => Err(Error::StockAway),
        }
    }

    // ANCHOR: reserve
    /// Reserves a packet for an order. After [`Error::StockAway`], it may be reserved or not.
    pub async fn reserve(&self, espece: &str, commande: &str) -> Result<(), Error> {
        let path = ["semences", espece, "reservations", commande];
        match self.call(Method::PUT, &path).await? {
            StatusCode::CREATED | StatusCode::OK => Ok(()),
            StatusCode::CONFLICT => Err(Error::NoneLeft),
            StatusCode::NOT_FOUND => Err(Error::UnknownReference),
            _ => Err(Error::StockAway),
        }
    }
    // ANCHOR_END: reserve

    /// Ends the reservation of an order.
    pub async fn release(&self, espece: &str, commande: &str) -> Result<(), Error> {
        let path = ["semences", espece, "reservations", commande];
        match self.call(Method::DELETE, &path).await? {
            StatusCode::NO_CONTENT => Ok(()),
            _ => Err(Error::StockAway),
        }
    }

    /// Sends a request without a body. Every failure without a status means the same here: nobody
    /// knows whether the stock has received it.
    async fn call(&self, method: Method, path: &[&str]) -> Result<StatusCode, Error> {
        let mut url = self.base.clone().ok_or(Error::StockAway)?;
        url.path_segments_mut().map_err(|()| Error::StockAway)?.pop_if_empty().extend(path);
        let response = self.http.request(method, url).send().await;
        Ok(response.map_err(|_| Error::StockAway)?.status())
    }
}
