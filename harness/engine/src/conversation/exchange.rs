//! The conversation itself: sending requests and comparing responses.

use std::any::Any;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use texts::{Lang, Message};

use super::instance::Instance;
use super::setup::{Row, Setup, Stop, Target, same};
use crate::database::Database;
use crate::difference::Difference;
use crate::draw::Drawn;
use crate::fault::Fault;
use crate::http::{self, Carrier, Request, Response};
use crate::limits;
use crate::lines::Lines;
use crate::messages::steps;
use crate::outcome::{Asked, Failure, Step};
use crate::server::{Printed, Record, Server};
use crate::snapshot;
use crate::template::Values;
use crate::transcript::{self, Normaliser, Projection};

/// A conversation with a server. The first request starts the server; every response is compared
/// immediately.
pub struct Conversation<'a> {
    pub(super) setup: Setup<'a>,
    pub(super) deadline: Instant,
    /// how long an exchange may take
    pub(super) patience: Duration,
    pub(super) values: Values,
    pub(super) server: Option<Server>,
    /// the servers of a check that has several, but for the state of the selected one, which is here
    pub(super) instances: Vec<Instance>,
    /// which of them is selected
    pub(super) selected: Option<usize>,
    /// whether a process that was started ended by itself and left the server behind
    left_behind: bool,
    /// whether the server has been killed, and must start again with the data that it had
    pub(super) killed: bool,
    /// the request that is being sent
    pub(super) asked: Option<Asked>,
    /// databases that the check has switched to; they are dropped after the server has ended
    pub(super) more_databases: Vec<Box<dyn Database>>,
    /// whether a server of this check has listened before
    pub(super) booted: bool,
    /// by the servers that have ended
    pub(super) printed: Printed,
    pub(super) exchanges: Vec<Lines>,
    pub(super) steps: Vec<Step>,
    /// names of ids that were missing in the response
    pub(super) nameless: Vec<&'static str>,
    /// the file that the check wrote for the server, and its content
    pub(super) given: Option<(&'static str, String)>,
    /// what the servers of the check need until they have ended
    pub(super) kept: Vec<Arc<dyn Any>>,
    pub(super) judges_start: bool,
    /// how requests reach the server, if not right over TCP
    pub(super) carrier: Option<Carrier>,
    /// what gets all that the servers print
    pub(super) record: Option<Record>,
    /// the addresses of this machine where the server may listen
    pub(super) hosts: Vec<Ipv4Addr>,
}

impl<'a> Conversation<'a> {
    /// A conversation that has not begun.
    pub fn new(setup: Setup<'a>) -> Self {
        Self {
            values: Values::with_id_keys(setup.lab.id_keys),
            setup,
            left_behind: false,
            killed: false,
            asked: None,
            deadline: Instant::now() + limits::CHECK,
            patience: limits::EXCHANGE,
            server: None,
            instances: Vec::new(),
            selected: None,
            more_databases: Vec::new(),
            booted: false,
            printed: Printed::default(),
            exchanges: Vec::new(),
            steps: Vec::new(),
            nameless: Vec::new(),
            given: None,
            kept: Vec::new(),
            judges_start: false,
            carrier: None,
            record: None,
            hosts: vec![Ipv4Addr::LOCALHOST],
        }
    }

    /// Keeps something until the last server of the check has ended: a service that it uses must not end
    /// before it, or it would print that.
    pub fn keep(&mut self, something: Arc<dyn Any>) {
        self.kept.push(something);
    }

    /// Says that the check is about a start under special circumstances: when the server does not listen,
    /// the check's own hint explains it, and not the one about ports and variables.
    pub fn judge_start(&mut self) {
        self.judges_start = true;
    }

    /// The generator of this check's values.
    pub fn rng(&mut self) -> &mut fastrand::Rng {
        &mut self.setup.rng
    }

    /// Gives the check time for that many requests more, so that whether all of them are sent does not
    /// depend on how fast the server is.
    pub fn allow_time_for(&mut self, requests: usize) {
        self.deadline += time_for(requests);
    }

    /// How many requests to generate, when the run says so.
    pub fn requests(&self) -> Option<u32> {
        self.setup.requests
    }

    /// Draws a value; `{name}` stands for it from now on.
    pub fn draw(&mut self, name: &str, draw: fn(&mut fastrand::Rng) -> Drawn) {
        loop {
            let value = draw(&mut self.setup.rng);
            if !self.values.clashes(&value) {
                return self.values.insert(name, value);
            }
        }
    }

    /// Names a value that the check computed or read; `{name}` stands for it from now on.
    pub fn bind(&mut self, name: &str, value: Drawn) {
        self.values.insert(name, value);
    }

    /// Sends `request` and compares the `projection` of the response with the snapshot.
    ///
    /// # Errors
    /// When the response differs: the conversation ends at once, so that a student reads about the
    /// first fault and not about its consequences.
    pub fn exchange(&mut self, request: Request, projection: Projection) -> Result<(), Stop> {
        let (_, exchange) = self.exchange_once(&request, projection)?;
        self.exchanges.push(exchange);
        Ok(())
    }

    /// Sends `request` with the values of each row in turn. The snapshot contains one exchange,
    /// which all of them must equal.
    ///
    /// # Errors
    /// Those of [`exchange`](Self::exchange), at the first row that differs.
    pub fn exchange_each(
        &mut self,
        rows: &[Row],
        request: &Request,
        projection: Projection,
    ) -> Result<(), Stop> {
        self.responses(rows, request, projection).map(drop)
    }

    /// Like [`exchange_each`](Self::exchange_each), and returns the responses.
    ///
    /// # Errors
    /// Those of [`exchange`](Self::exchange), at the first row that differs.
    pub fn responses(
        &mut self,
        rows: &[Row],
        request: &Request,
        projection: Projection,
    ) -> Result<Vec<Response>, Stop> {
        let before = self.steps.len();
        let mut exchange = self.next_expected()?.map(Lines::from);
        let mut responses = Vec::with_capacity(rows.len());
        for row in rows {
            self.steps.truncate(before);
            self.bind_row(row);
            let (response, next) = self.exchange_once(request, projection)?;
            if let Some(before) = &exchange {
                same(before, &next)?;
            }
            responses.push(response);
            exchange = Some(next);
        }
        if let (2.., Some(Step::Request { remark, .. })) = (rows.len(), self.steps.last_mut()) {
            *remark = Some(steps::last_of(rows.len()));
        }
        self.exchanges.extend(exchange);
        Ok(responses)
    }

    /// Sends several requests with the values of each row in turn. The snapshot contains each
    /// exchange once. The report of a failure shows the requests of the row that differs.
    ///
    /// # Errors
    /// Those of [`exchange`](Self::exchange), at the first row that differs.
    pub fn exchange_in_turn(
        &mut self,
        rows: &[Row],
        requests: &[(Request, Projection)],
    ) -> Result<(), Stop> {
        let (steps, exchanges) = (self.steps.len(), self.exchanges.len());
        for row in rows {
            self.steps.truncate(steps);
            let before = self.exchanges.split_off(exchanges);
            self.bind_row(row);
            for (request, projection) in requests {
                self.exchange(request.clone(), *projection)?;
            }
            let after = &self.exchanges[exchanges..];
            before.iter().zip(after).try_for_each(|(one, two)| same(one, two))?;
        }
        Ok(())
    }

    /// Sends `request` and returns the response, whatever it is.
    ///
    /// # Errors
    /// When no whole response arrives.
    pub fn send(&mut self, request: &Request) -> Result<Response, Stop> {
        self.asked = self.asking(request);
        let address = self.address()?;
        let curl = request.curl(&self.base(address), &self.values);
        self.steps.push(Step::Request { curl, remark: None });
        let wire = request.wire(&address.to_string(), &self.values);
        let allowed = self.allowed();
        let response = self.open().and_then(|stream| http::exchange(stream, &wire, allowed));
        response.map_err(|fault| self.failed(fault, &transcript::request_text(request)))
    }

    /// Removes the last step: the report of a failure shows only the steps that lead to it.
    pub fn forget_last_step(&mut self) {
        self.steps.pop();
    }

    /// How many steps the report of a failure would show now.
    pub fn steps(&self) -> usize {
        self.steps.len()
    }

    /// Removes all steps but the first `count`.
    pub fn forget_steps_after(&mut self, count: usize) {
        self.steps.truncate(count);
    }

    /// A failure that no snapshot can express: the server breaks `promise`, and `expected` and
    /// `received` show how. An empty one is not shown.
    pub fn broken(
        &self,
        promise: impl Into<Message>,
        expected: &str,
        received: impl Into<Lines>,
    ) -> Stop {
        let fault = Fault::Broken { promise: Box::new(promise.into()) };
        let expected = match expected {
            "" => Lines::default(),
            text => text.into(),
        };
        let received = received.into();
        let received = if received == Lines::from("") { Lines::default() } else { received };
        let (steps, diff) = (self.steps.clone(), self.diff(&expected, &received));
        Stop::Failed(Box::new(Failure { steps, diff, ..Failure::at_once(fault) }))
    }

    /// Compares something other than a request and its response with the snapshot: what was
    /// examined, and what was found.
    ///
    /// # Errors
    /// When the snapshot contains something else.
    pub fn compare(&mut self, request: &str, found: &str) -> Result<(), Stop> {
        self.compare_or(request, found.into(), None)
    }

    /// The exchanges so far, as they are written in a snapshot.
    pub fn transcript(&self) -> String {
        let exchanges: Vec<String> = self.exchanges.iter().map(|one| one.text(Lang::En)).collect();
        snapshot::join(&exchanges)
    }

    /// How many exchanges were as expected.
    pub fn exchanges(&self) -> usize {
        self.exchanges.len()
    }

    /// Ends every server; returns what they and those before them printed. Of several, the selected one comes
    /// last: a report shows the last lines, and they tell of the last request.
    pub fn finish(&mut self) -> Printed {
        let selected = self.selected;
        for index in (0..self.instances.len()).filter(|index| Some(*index) != selected) {
            self.select_at(index);
            self.end_server();
        }
        if let Some(selected) = selected {
            self.select_at(selected);
        }
        self.end_server();
        self.kept.clear();
        std::mem::take(&mut self.printed)
    }

    pub(super) fn end_server(&mut self) {
        if let Some(mut server) = self.server.take() {
            self.announce();
            self.left_behind |= server.is_left_behind();
            let printed = server.finish();
            self.keep_output(printed);
        }
    }

    /// Whether the program that was started ended by itself, and left a server behind that it had
    /// started: known once the server has been ended.
    pub fn is_left_behind(&self) -> bool {
        self.left_behind
    }

    pub(super) fn bind_row(&mut self, row: &Row) {
        for (name, value) in row {
            self.values.insert(name, value.clone());
        }
    }

    /// Sends one request and compares the response. Returns the exchange as lines too.
    fn exchange_once(
        &mut self,
        request: &Request,
        projection: Projection,
    ) -> Result<(Response, Lines), Stop> {
        let response = self.send(request)?;
        let exchange = self.compare_response(request, projection, &response)?;
        Ok((response, exchange))
    }

    /// Compares a response with the snapshot. Returns the exchange as lines.
    pub(super) fn compare_response(
        &mut self,
        request: &Request,
        projection: Projection,
        response: &Response,
    ) -> Result<Lines, Stop> {
        if let Some(asked) = &mut self.asked {
            asked.status = Some(response.status);
        }
        match (request.named, response.drawn_id(self.setup.lab.ids)) {
            (Some(name), Some(id)) => self.values.insert(name, id),
            (Some(name), None) => self.nameless.push(name),
            (None, _) => {}
        }
        let normaliser = self.normaliser(request, projection, &self.values);
        let mut exchange =
            Lines::exchange(&transcript::request_text(request), normaliser.lines(response));
        let Some(expected) = self.next_expected()?.map(Lines::from) else {
            return Ok(exchange);
        };
        if expected == exchange {
            return Ok(exchange);
        }
        let asked = (request, projection);
        let difference = self.first_difference(asked, response, &expected, &exchange);
        let explanation = normaliser.explanation(response);
        if !explanation.is_empty() {
            exchange = exchange.then("");
            exchange.extend(explanation);
        }
        Err(self.mismatch(difference, &expected, &exchange))
    }

    pub(super) fn normaliser<'b>(
        &'b self,
        request: &Request,
        projection: Projection,
        values: &'b Values,
    ) -> Normaliser<'b> {
        let error_key = self.setup.lab.error_key;
        let address = match self.setup.target {
            Target::Running(address) => Some(*address),
            Target::Launch(_) => self.server.as_ref().map(Server::address),
        };
        let (shown, target) = (request.shown, request.target(values));
        Normaliser { projection, shown, values, error_key, target, address }
    }

    /// Like [`compare`](Self::compare), with the difference to report if it is known beforehand.
    pub(super) fn compare_or(
        &mut self,
        request: &str,
        found: Lines,
        difference: Option<Difference>,
    ) -> Result<(), Stop> {
        let exchange = Lines::exchange(request, found);
        self.asked = None;
        if let Some(expected) = self.next_expected()?.map(Lines::from)
            && expected != exchange
        {
            self.asked = Asked::refused_alike(&exchange.text(Lang::En));
            let between = || Difference::between(&expected, &exchange);
            return Err(self.mismatch(difference.unwrap_or_else(between), &expected, &exchange));
        }
        self.exchanges.push(exchange);
        Ok(())
    }

    pub(super) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// How long the next exchange may take.
    pub(super) fn allowed(&self) -> Duration {
        self.left().min(self.patience)
    }

    /// The next exchange of the snapshot; nothing when recording.
    fn next_expected(&self) -> Result<Option<&'a str>, Stop> {
        let Some(expected) = self.setup.expected else { return Ok(None) };
        match expected.get(self.exchanges.len()) {
            Some(exchange) => Ok(Some(exchange)),
            None => Err(Stop::Harness(anyhow::anyhow!(
                "the check sends more requests than its snapshot holds: record it again with `cargo \
                 insta test --review`"
            ))),
        }
    }
}

/// What many requests may take together, beside the time that every check has.
fn time_for(requests: usize) -> Duration {
    let requests = u32::try_from(requests).unwrap_or(u32::MAX);
    limits::EACH_OF_MANY.saturating_mul(requests).min(limits::MANY)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::time_for;
    use crate::limits;

    #[test]
    fn many_requests_have_time_for_each_up_to_a_cap() {
        assert_eq!(time_for(0), Duration::ZERO);
        assert_eq!(time_for(10), 10 * limits::EACH_OF_MANY);
        assert_eq!(time_for(usize::MAX), limits::MANY);
    }
}
