//! Fills a history, from as many threads and tasks as there are clients.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::event::{Event, Occurrence};
use crate::history::History;
use crate::limits::{Excess, MAX_EVENTS, MAX_LISTED, MAX_OPERATIONS};
use crate::moment::Moment;
use crate::operation::{Answer, Client, Operation, Outcome, Request};

/// Records what clients ask and what happens. Clones write into the same history.
#[derive(Clone, Debug)]
pub struct Recorder {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    start: Instant,
    /// The clock is read while it is held, so that places and times have the same order.
    log: Mutex<Log>,
}

#[derive(Debug, Default)]
struct Log {
    places: usize,
    operations: Vec<Operation>,
    events: Vec<Occurrence>,
    listed: usize,
    excess: Option<Excess>,
}

/// A request that was sent. If it is dropped, for example because its task is cancelled, its outcome is
/// unknown.
#[derive(Debug)]
#[must_use = "a call that is dropped at once is recorded as unanswered"]
pub struct Call {
    recorder: Recorder,
    /// nothing once the outcome is recorded, or when the history is full
    number: Option<usize>,
}

impl Default for Recorder {
    fn default() -> Self {
        let shared = Shared { start: Instant::now(), log: Mutex::default() };
        Self { shared: Arc::new(shared) }
    }
}

impl Recorder {
    /// An empty history that begins now.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records a request. Call this just before it is sent.
    pub fn send(&self, client: Client, request: Request) -> Call {
        let mut log = self.log();
        let number = log.operations.len();
        if number == MAX_OPERATIONS {
            log.excess = Some(Excess::Operations);
            return Call { recorder: self.clone(), number: None };
        }
        let (sent, received) = (self.next(&mut log), Moment::NEVER);
        let outcome = Outcome::Unknown(None);
        log.operations.push(Operation { number, client, request, outcome, sent, received });
        Call { recorder: self.clone(), number: Some(number) }
    }

    /// Records an event: a fault just before it begins, the end of one once it is over.
    pub fn event(&self, event: Event) {
        let mut log = self.log();
        if log.events.len() == MAX_EVENTS {
            log.excess = Some(Excess::Events);
            return;
        }
        let moment = self.next(&mut log);
        log.events.push(Occurrence { moment, event });
    }

    /// What has been recorded until now.
    ///
    /// # Errors
    /// When it is more than a history may hold.
    pub fn history(&self) -> Result<History, Excess> {
        let log = self.log();
        match log.excess {
            Some(excess) => Err(excess),
            None => Ok(History::new(log.operations.clone(), log.events.clone())),
        }
    }

    fn receive(&self, number: usize, outcome: Outcome) {
        let mut log = self.log();
        if let Outcome::Done(Answer::Loans(loans)) = &outcome {
            log.listed += loans.len();
            if log.listed > MAX_LISTED {
                log.excess = Some(Excess::Listed);
                return;
            }
        }
        let received = self.next(&mut log);
        let operation = &mut log.operations[number];
        (operation.outcome, operation.received) = (outcome, received);
    }

    fn next(&self, log: &mut Log) -> Moment {
        let moment = Moment::new(log.places, self.shared.start.elapsed());
        log.places += 1;
        moment
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.shared.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Call {
    /// Records a 2xx response. Call this and the following once the whole response has arrived.
    ///
    /// # Panics
    /// When the answer is not one to this request, which is an error of the caller.
    pub fn done(mut self, answer: Answer) {
        if let Some(number) = self.number {
            let accepts = self.recorder.log().operations[number].request.accepts(&answer);
            assert!(accepts, "not an answer to this request: {answer:?}");
        }
        self.end(Outcome::Done(answer));
    }

    /// Records a 4xx response.
    pub fn refused(mut self, status: u16) {
        self.end(Outcome::Refused(status));
    }

    /// Records a 5xx response, or that none came.
    pub fn unknown(mut self, status: Option<u16>) {
        self.end(Outcome::Unknown(status));
    }

    fn end(&mut self, outcome: Outcome) {
        if let Some(number) = self.number.take() {
            self.recorder.receive(number, outcome);
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.end(Outcome::Unknown(None));
    }
}
