//! A client whose calls are repeated when that may help, and not made when it cannot.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::breaker::{Breaker, Outcome};
use super::client::{self, CallError, Client};
use super::request_id::RequestId;

/// How many calls may wait for the service at the same time.
const MAX_CALLS: usize = 20;

/// How long a call may take, with all its attempts and pauses.
const BUDGET: Duration = Duration::from_millis(4_500);

// ANCHOR: client
/// A client of one service, with its circuit breaker and its limit on waiting calls.
pub struct ResilientClient {
    client: Client,
    breaker: Breaker,
    permits: Semaphore,
}

/// The result of a call, and how many requests were sent for it.
pub struct Tried<T> {
    pub result: Result<T, CallError>,
    pub attempts: u32,
}
// ANCHOR_END: client

impl ResilientClient {
    pub fn new(client: Client, open_for: Duration) -> Self {
        Self { client, breaker: Breaker::new(open_for), permits: Semaphore::new(MAX_CALLS) }
    }
}

// ANCHOR: get
impl ResilientClient {
    /// Gets a resource, in up to three attempts.
    pub async fn get<T: DeserializeOwned>(&self, path: [&str; 2], caller: &RequestId) -> Tried<T> {
        let Ok(_permit) = self.permits.try_acquire() else {
            return Tried { result: Err(CallError::TooManyCalls), attempts: 0 };
        };
        let attempts = AtomicU32::new(0);
        let call = with_retries(|| self.attempt(path, caller, &attempts));
        let result = timeout(BUDGET, call).await.unwrap_or(Err(CallError::Timeout));
        Tried { result, attempts: attempts.into_inner() }
    }
}
// ANCHOR_END: get

// ANCHOR: attempt
impl ResilientClient {
    async fn attempt<T: DeserializeOwned>(
        &self,
        path: [&str; 2],
        caller: &RequestId,
        attempts: &AtomicU32,
    ) -> Result<T, CallError> {
        if !self.breaker.allows() {
            return Err(CallError::CircuitOpen);
        }
        attempts.fetch_add(1, Ordering::Relaxed);
        let result = self.client.get(path, caller).await;
        let outcome = match &result {
            Err(error) if error.is_transient() => Outcome::Failure,
            _ => Outcome::Success,
        };
        self.breaker.record(outcome);
        result.inspect_err(|error| client::log(caller, error))
    }
}
// ANCHOR_END: attempt

// ANCHOR: retry
/// Makes an attempt, and up to two more as long as another one may succeed.
async fn with_retries<T, F>(attempt: impl FnMut() -> F) -> Result<T, CallError>
where
    F: Future<Output = Result<T, CallError>>,
{
    attempt.retry(pauses()).when(CallError::is_transient).await
}
// ANCHOR_END: retry

// ANCHOR: pauses
/// 100 to 200 ms before the second attempt, 200 to 400 ms before the third.
fn pauses() -> ExponentialBuilder {
    ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(100))
        .with_factor(2.0)
        .with_jitter()
        .with_max_times(2)
}
// ANCHOR_END: pauses
