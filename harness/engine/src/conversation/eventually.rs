//! What a server does by itself, some time after a request: asked for again and again, until it is done.

use std::thread;
use std::time::{Duration, Instant};

use super::exchange::Conversation;
use super::setup::Stop;
use crate::http::{Request, Response};
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
        let (start, steps) = (Instant::now(), self.steps.len());
        loop {
            let is_last = start.elapsed() >= patience;
            let response = self.send(&request)?;
            if is_last || wanted(&response) {
                let exchange = self.compare_response(&request, projection, &response)?;
                self.exchanges.push(exchange);
                return Ok(());
            }
            self.steps.truncate(steps);
            thread::sleep(limits::AGAIN);
        }
    }
}
