//! A client of one other service: every attempt has a timeout, a failed one is repeated if that may
//! help, and none is made while the circuit breaker is open.

use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::request_id::{RequestId, X_REQUEST_ID};

/// A client of one service. It keeps its connections open, and uses them again.
///
/// Write its fields: a `reqwest::Client`, the address of the service, and its circuit breaker.
pub struct Client {}

/// Why a call has no result.
///
/// Write a variant for each kind of failure. Which of them may another attempt help against?
#[derive(Debug, thiserror::Error)]
pub enum CallError {}

impl Client {
    /// `timeout` is how long one attempt may take, from connecting to the last byte.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(base: &str, timeout: Duration, open_for: Duration) -> Result<Self, reqwest::Error> {
        // Build the `reqwest::Client` here, once: it keeps the connections.
        let _ = (base, timeout, open_for);
        Ok(Self {})
    }

    /// Gets a resource, in up to three attempts.
    ///
    /// # Errors
    /// That of the last attempt.
    pub async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        caller: &RequestId,
    ) -> Result<T, CallError> {
        todo!("call {path} with the header {X_REQUEST_ID}: {:?}", caller.header())
    }
}
