//! What a server does by itself, some time after a request: asked for again and again, until it is done.

use std::thread;
use std::time::{Duration, Instant};

use super::exchange::Conversation;
use super::setup::Stop;
use crate::difference::Difference;
use crate::fault::Fault;
use crate::http::{Method, Request, Response};
use crate::limits;
use crate::transcript::Projection;

impl Conversation<'_> {
    /// Sends `request` until the response is as `wanted`, or until the time is over, and compares the
    /// last response with the snapshot.
    ///
    /// # Errors
    /// When the last response differs, or one is not whole.
    pub fn exchange_when(
        &mut self,
        request: Request,
        projection: Projection,
        patience: Duration,
        wanted: impl Fn(&Response) -> bool,
    ) -> Result<(), Stop> {
        self.exchange_until(request, projection, patience, wanted, |_| {})
    }

    /// Like [`exchange_when`](Self::exchange_when). Before each further request, `again` may give other
    /// values to its placeholders.
    ///
    /// # Errors
    /// Those of [`exchange_when`](Self::exchange_when).
    pub fn exchange_until(
        &mut self,
        request: Request,
        projection: Projection,
        patience: Duration,
        wanted: impl Fn(&Response) -> bool,
        mut again: impl FnMut(&mut Self),
    ) -> Result<(), Stop> {
        let (start, steps) = (Instant::now(), self.steps.len());
        loop {
            let is_last = start.elapsed() >= patience;
            let response = self.send(&request)?;
            let is_wanted = wanted(&response);
            if is_wanted || is_last {
                let compared = self.compare_response(&request, projection, &response);
                // A server that fails would not get better by waiting longer.
                let is_late = !is_wanted && response.status < 500;
                let exchange = compared.map_err(|stop| match is_late {
                    true => never(stop, &request, patience),
                    false => stop,
                })?;
                self.exchanges.push(exchange);
                return Ok(());
            }
            self.steps.truncate(steps);
            thread::sleep(limits::AGAIN);
            again(self);
        }
    }
}

/// A difference of the last response to a request that reads: it is less what it is than that it has not
/// changed.
fn never(stop: Stop, request: &Request, patience: Duration) -> Stop {
    let Stop::Failed(mut failure) = stop else { return stop };
    if request.method == Method::Get && matches!(failure.fault, Fault::Mismatch { .. }) {
        let difference = Difference::Never { seconds: patience.as_secs() };
        failure.fault = Fault::Mismatch { difference };
    }
    Stop::Failed(failure)
}
