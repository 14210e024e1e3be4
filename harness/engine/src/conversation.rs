//! One check's talk with one server.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::draw::Drawn;
use crate::fault::Fault;
use crate::http::{self, Request};
use crate::limits;
use crate::server::{BootError, Launch, Printed, Server};
use crate::snapshot;
use crate::template::Values;
use crate::text::Lang;
use crate::transcript::{self, Look};

/// What a conversation is held with.
#[derive(Clone, Debug)]
pub enum Target {
    /// a server that every check starts for itself
    Launch(Launch),
    /// a server that already runs
    Running(SocketAddr),
}

/// Why a conversation ended before its last line.
#[derive(Debug)]
pub enum Stop {
    /// The server is at fault.
    Failed(Box<Failure>),
    /// The harness is at fault.
    Harness(anyhow::Error),
}

/// A failure and what was said until then.
#[derive(Debug)]
pub struct Failure {
    /// what went wrong
    pub fault: Fault,
    /// every request so far, as `curl` lines; the last one is at fault
    pub asked: Vec<String>,
    /// what was expected against what came, this run's values in place; empty when nothing was
    /// asked
    pub diff: String,
    /// what a server that never started printed
    pub printed: Option<Printed>,
}

/// A conversation: it boots its server with the first request, and compares every answer at once.
pub struct Conversation<'a> {
    target: &'a Target,
    folder: &'a Path,
    /// the expected exchanges; `None` records instead of comparing
    expected: Option<&'a [String]>,
    lang: Lang,
    boot: Duration,
    deadline: Instant,
    rng: fastrand::Rng,
    values: Values,
    server: Option<Server>,
    exchanges: Vec<String>,
    asked: Vec<String>,
}

impl<'a> Conversation<'a> {
    /// A conversation in the empty `folder`, its values drawn by `rng`.
    pub fn new(
        target: &'a Target,
        folder: &'a Path,
        expected: Option<&'a [String]>,
        lang: Lang,
        rng: fastrand::Rng,
    ) -> Self {
        Self {
            target,
            folder,
            expected,
            lang,
            boot: limits::BOOT,
            deadline: Instant::now() + limits::CHECK,
            rng,
            values: Values::default(),
            server: None,
            exchanges: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// Waits for the server no longer than a working one needs to start: an identical one has just
    /// been waited for in vain.
    pub fn hurry(&mut self) {
        self.boot = limits::HURRIED_BOOT;
    }

    /// Draws a value; `{name}` stands for it from now on.
    pub fn draw(&mut self, name: &str, draw: fn(&mut fastrand::Rng) -> Drawn) {
        loop {
            let value = draw(&mut self.rng);
            if !self.values.clashes(&value) {
                return self.values.insert(name, value);
            }
        }
    }

    /// Sends `request` and compares what `look` sees of the answer with the snapshot.
    ///
    /// # Errors
    /// As soon as an answer is not the expected one, so that a student reads the first fault and
    /// not its consequences.
    pub fn ask(&mut self, request: Request, look: Look) -> Result<(), Stop> {
        let address = self.address()?;
        self.asked.push(request.curl(&self.base(address), &self.values));
        let asked = transcript::asked(&request);
        let wire = request.wire(&address.to_string(), &self.values);
        let left = self.left();
        let answer = self.connect().and_then(|stream| http::exchange(stream, &wire, left));
        let answer = answer.map_err(|fault| self.failed(fault, &asked))?;
        let said = transcript::answered(&answer, look, request.shown, &self.values, self.lang);
        let exchange = format!("{asked}\n\n{said}");
        self.compare(&exchange)?;
        self.exchanges.push(exchange);
        Ok(())
    }

    /// The exchanges so far, as a snapshot holds them.
    pub fn transcript(&self) -> String {
        snapshot::join(&self.exchanges)
    }

    /// How many exchanges went as expected.
    pub fn exchanges(&self) -> usize {
        self.exchanges.len()
    }

    /// Ends the server; returns what it printed.
    pub fn finish(&mut self) -> Printed {
        self.server.take().map(Server::finish).unwrap_or_default()
    }

    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Where the server listens; boots it when it does not run yet.
    fn address(&mut self) -> Result<SocketAddr, Stop> {
        let launch = match self.target {
            Target::Running(address) => return Ok(*address),
            Target::Launch(launch) => launch,
        };
        if let Some(server) = &self.server {
            return Ok(server.address());
        }
        let server =
            Server::boot(launch, self.folder, self.boot.min(self.left())).map_err(|error| {
                match error {
                    BootError::Harness(error) => Stop::Harness(error),
                    BootError::Fault(fault, printed) => Stop::Failed(Box::new(Failure {
                        fault,
                        asked: Vec::new(),
                        diff: String::new(),
                        printed: Some(printed),
                    })),
                }
            })?;
        Ok(self.server.insert(server).address())
    }

    /// What a pasted `curl` line talks to: `lab run` listens on port 5000.
    fn base(&self, address: SocketAddr) -> String {
        match self.target {
            Target::Running(_) => format!("http://{address}"),
            Target::Launch(_) => "http://127.0.0.1:5000".to_owned(),
        }
    }

    fn connect(&mut self) -> Result<TcpStream, Fault> {
        match (self.target, &mut self.server) {
            (_, Some(server)) => server.connect(),
            (Target::Running(address), None) => {
                TcpStream::connect_timeout(address, limits::EXCHANGE)
                    .map_err(|_| Fault::ConnectionLost { bytes: 0 })
            }
            (Target::Launch(_), None) => Err(Fault::ConnectionLost { bytes: 0 }),
        }
    }

    /// What was expected of the exchange that comes next.
    fn next_expected(&self) -> Result<Option<&'a str>, Stop> {
        let Some(expected) = self.expected else { return Ok(None) };
        match expected.get(self.exchanges.len()) {
            Some(exchange) => Ok(Some(exchange)),
            None => Err(Stop::Harness(anyhow::anyhow!(
                "the check asks more than its snapshot holds: record it again with `cargo insta \
                 test --review`"
            ))),
        }
    }

    fn compare(&self, exchange: &str) -> Result<(), Stop> {
        match self.next_expected()? {
            Some(expected) if expected != exchange => Err(self.mismatch(expected, exchange)),
            _ => Ok(()),
        }
    }

    fn mismatch(&self, expected: &str, received: &str) -> Stop {
        Stop::Failed(Box::new(Failure {
            fault: Fault::Mismatch,
            asked: self.asked.clone(),
            diff: self.diff(expected, received),
            printed: None,
        }))
    }

    fn failed(&mut self, fault: Fault, asked: &str) -> Stop {
        let fault = match &mut self.server {
            Some(server) => server.post_mortem(fault),
            None => fault,
        };
        let nothing = match self.lang {
            Lang::Fr => "(pas de réponse)",
            Lang::En => "(no answer)",
        };
        let diff = match self.next_expected() {
            Ok(Some(expected)) => self.diff(expected, &format!("{asked}\n\n{nothing}")),
            Ok(None) => String::new(),
            Err(stop) => return stop,
        };
        Stop::Failed(Box::new(Failure { fault, asked: self.asked.clone(), diff, printed: None }))
    }

    /// The difference of two exchanges, as a person reads it.
    fn diff(&self, expected: &str, received: &str) -> String {
        let shown = snapshot::diff(&self.values.expand(expected), &self.values.expand(received));
        if shown.is_empty() { snapshot::diff(expected, received) } else { shown }
    }
}
