//! Requests that are under way while the conversation goes on.

use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::Value;
use texts::Message;

use super::exchange::Conversation;
use super::setup::{Stop, same};
use crate::difference::Difference;
use crate::fault::Fault;
use crate::http::{self, Request, Response};
use crate::json;
use crate::lines::Lines;
use crate::outcome::{Asked, Step};
use crate::transcript::{self, Projection};

/// A request that was sent, and whose response is still to come.
pub struct Pending {
    request: Request,
    asked: Option<Asked>,
    /// the step of the request, and those that led to it
    steps: Vec<Step>,
    client: JoinHandle<Result<Response, Fault>>,
}

impl Pending {
    /// Waits for the response, or for what comes instead of it.
    pub(super) fn wait(self) -> Result<Response, Fault> {
        self.client.join().unwrap_or(Err(Fault::ConnectionLost { bytes: 0 }))
    }
}

impl Conversation<'_> {
    /// Lets each exchange take that long, instead of [`crate::limits::EXCHANGE`].
    pub fn allow(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Sends `request` and does not wait for the response.
    ///
    /// # Errors
    /// When the server does not start, or accepts no connection.
    pub fn begin(&mut self, request: Request, remark: Option<Message>) -> Result<Pending, Stop> {
        let asked = self.asking(&request);
        self.asked.clone_from(&asked);
        let address = self.address()?;
        let curl = request.curl(&self.base(address), &self.values);
        self.steps.push(Step::Request { curl: format!("{curl} &"), remark });
        let wire = request.wire(&address.to_string(), &self.values);
        let allowed = self.allowed();
        let stream = self.open();
        let stream =
            stream.map_err(|fault| self.failed(fault, &transcript::request_text(&request)))?;
        let client = thread::spawn(move || http::exchange(stream, &wire, allowed));
        Ok(Pending { request, asked, steps: self.steps.clone(), client })
    }

    /// Waits for the response to a request that was begun, and compares it with the snapshot.
    ///
    /// # Errors
    /// When the response differs, or none arrives.
    pub fn end(&mut self, pending: Pending, projection: Projection) -> Result<(), Stop> {
        self.end_all(vec![pending], projection)
    }

    /// Waits for the responses to requests that were begun. The snapshot contains one exchange, which
    /// all of them must equal.
    ///
    /// # Errors
    /// Those of [`end`](Self::end), at the first response that differs.
    pub fn end_all(&mut self, pending: Vec<Pending>, projection: Projection) -> Result<(), Stop> {
        let mut exchange: Option<Lines> = None;
        for pending in pending {
            let next = self.end_one(pending, projection)?;
            if let Some(before) = &exchange {
                same(before, &next)?;
            }
            exchange = Some(next);
        }
        self.exchanges.extend(exchange);
        Ok(())
    }

    /// Waits for the response to a request that was begun, whatever it is.
    ///
    /// # Errors
    /// When no whole response arrives.
    pub fn response(&mut self, pending: Pending) -> Result<Response, Stop> {
        let text = transcript::request_text(&pending.request);
        pending.wait().map_err(|fault| self.failed(fault, &text))
    }

    fn end_one(&mut self, pending: Pending, projection: Projection) -> Result<Lines, Stop> {
        let response = pending.client.join().unwrap_or(Err(Fault::ConnectionLost { bytes: 0 }));
        let steps = std::mem::replace(&mut self.steps, pending.steps);
        self.asked = pending.asked;
        let text = transcript::request_text(&pending.request);
        let response = response.map_err(|fault| self.failed(fault, &text))?;
        let exchange = self.compare_response(&pending.request, projection, &response)?;
        self.steps = steps;
        Ok(exchange)
    }

    /// Adds a request to the steps of a report that a client of the check has sent to its own server.
    pub fn show_sent(&mut self, request: &Request) {
        let curl = request.curl(&self.own_base(), &self.values);
        self.steps.push(Step::Request { curl, remark: None });
    }

    /// The failure when such a client got no whole response.
    pub fn failed_with(&mut self, fault: Fault) -> Stop {
        self.failed(fault, "")
    }

    /// Adds something to the steps of a report that a student cannot repeat by a command.
    pub fn note(&mut self, event: Message) {
        self.steps.push(Step::Event(event));
    }

    /// Adds a command to the steps of a report.
    pub fn command(&mut self, command: String) {
        self.steps.push(Step::Command(command));
    }

    /// Compares what was found in another way than in a response with the snapshot.
    ///
    /// # Errors
    /// When the snapshot contains something else: the report calls it `difference`.
    pub fn compare_found(
        &mut self,
        heading: &str,
        found: Lines,
        difference: Difference,
    ) -> Result<(), Stop> {
        self.compare_or(heading, found, Some(difference))
    }

    /// A JSON value as a snapshot has it.
    pub fn printed(&self, value: &Value) -> Lines {
        transcript::clipped(&json::print(value, &self.values))
    }

    /// `template` with every placeholder replaced by its value.
    pub fn filled(&self, template: &str) -> String {
        self.values.fill(template, str::to_owned)
    }

    /// `text` as a snapshot has it: with placeholders for drawn values and for ids in paths.
    pub fn normalised(&self, text: &str) -> String {
        self.values.normalise_path(text)
    }
}
