//! How a conversation reaches its server: it is started when the first request needs it.

use std::net::{SocketAddr, TcpStream};

use super::exchange::Conversation;
use super::setup::{Stop, Target};
use crate::fault::{Fault, Phase};
use crate::http::{Carrier, Channel};
use crate::limits;
use crate::messages::skips;
use crate::outcome::Step;
use crate::process::Outputs;
use crate::server::{BootError, Launch, Record, Server, Setting, Watch};

impl<'a> Conversation<'a> {
    /// From now on, requests reach the server through `carrier`; with none, right over TCP.
    pub fn carry_by(&mut self, carrier: Option<Carrier>) {
        self.carrier = carrier;
    }

    /// From the next start on, all that the servers of the check print is recorded.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn record_outputs(&mut self) -> Result<Record, Stop> {
        self.launch()?;
        Ok(self.record.get_or_insert_default().clone())
    }

    /// The address of the server as a browser has it, without a path. Starts the server when it does
    /// not run yet.
    ///
    /// # Errors
    /// When the server does not start.
    pub fn origin(&mut self) -> Result<String, Stop> {
        Ok(format!("{}://{}", self.scheme(), self.address()?))
    }

    /// A connection to the server, for a check that says something else on it than requests. Starts the
    /// server when it does not run yet.
    ///
    /// # Errors
    /// When the server does not start, or accepts no connection.
    pub fn connection(&mut self) -> Result<TcpStream, Stop> {
        self.address()?;
        self.connect().map_err(|fault| self.failed(fault, ""))
    }

    /// Requires that the server still runs, after it has closed a connection.
    ///
    /// # Errors
    /// When it has ended: that is the cause then.
    pub fn require_running(&mut self) -> Result<(), Stop> {
        let Some(server) = &mut self.server else { return Ok(()) };
        match server.post_mortem(Fault::ConnectionLost { bytes: 0 }) {
            Fault::ConnectionLost { .. } => Ok(()),
            ended => Err(self.stopped(ended, Vec::new())),
        }
    }

    /// Where the server listens. Starts it when it does not run yet.
    pub(super) fn address(&mut self) -> Result<SocketAddr, Stop> {
        let launch = match self.setup.target {
            Target::Running(address) => return Ok(*address),
            Target::Launch(launch) => launch,
        };
        if let Some(server) = &self.server {
            return Ok(server.address());
        }
        let outputs = match self.record {
            Some(_) => Outputs::Apart,
            None => Outputs::Together,
        };
        let server = self.boot(launch, outputs).map_err(|error| match error {
            BootError::Harness(error) => Stop::Harness(error),
            BootError::Fault(fault, printed) => {
                self.keep_output(*printed);
                let fault = match fault {
                    Fault::Exited { status, signal, .. } if self.booted && self.killed => {
                        Fault::Exited { status, signal, phase: Phase::Restart }
                    }
                    fault => fault,
                };
                self.stopped(fault, Vec::new())
            }
        })?;
        if self.booted {
            self.steps.push(Step::Event(self.started_again()));
        }
        self.booted = true;
        let address = self.server.insert(server).address();
        self.announce();
        Ok(address)
    }

    pub(super) fn boot(&self, launch: &Launch, outputs: Outputs) -> Result<Server, BootError> {
        let allowed = limits::BOOT.min(self.left());
        let record = self.record.as_ref();
        let watch = Watch { allowed, outputs, record, hosts: &self.hosts };
        Server::boot_with(launch, self.setup.folder, &self.settings(), watch)
    }

    /// What the server gets of the variables that it reads: what the check has set, and nothing else.
    fn settings(&self) -> Vec<Setting> {
        let set = &self.setup.settings;
        let is_set = |name: &str| set.iter().any(|(known, _)| *known == name);
        let variables = self.setup.lab.variables.iter();
        let unset = variables.filter(|name| !is_set(name)).map(|name| (*name, None));
        set.iter().cloned().chain(unset).collect()
    }

    /// The server in a `curl` command: `lab run` listens on port 5000, if the check has one server.
    pub(super) fn base(&self, address: SocketAddr) -> String {
        match self.setup.target {
            Target::Running(_) => format!("{}://{address}", self.scheme()),
            Target::Launch(_) => self.own_base(),
        }
    }

    /// The same for a server that the check starts.
    pub(super) fn own_base(&self) -> String {
        format!("{}://127.0.0.1:{}", self.scheme(), self.shown_port())
    }

    fn scheme(&self) -> &'static str {
        self.carrier.as_ref().map_or("http", |carrier| carrier.scheme)
    }

    /// A new connection on which requests can be sent.
    pub(super) fn open(&mut self) -> Result<Box<dyn Channel>, Fault> {
        let stream = self.connect()?;
        match &self.carrier {
            Some(carrier) => (carrier.open)(stream).map_err(|_| Fault::ConnectionLost { bytes: 0 }),
            None => Ok(Box::new(stream)),
        }
    }

    pub(super) fn connect(&mut self) -> Result<TcpStream, Fault> {
        match (self.setup.target, &mut self.server) {
            (_, Some(server)) => server.connect(),
            (Target::Running(address), None) => connect(*address),
            (Target::Launch(_), None) => Err(Fault::ConnectionLost { bytes: 0 }),
        }
    }

    /// How to start the check's own server; a server that already runs skips the check.
    pub(super) fn launch(&self) -> Result<&'a Launch, Stop> {
        match self.setup.target {
            Target::Launch(launch) => Ok(launch),
            Target::Running(_) => Err(Stop::Skipped(skips::RUNS_ALREADY)),
        }
    }
}

pub(super) fn connect(address: SocketAddr) -> Result<TcpStream, Fault> {
    TcpStream::connect_timeout(&address, limits::EXCHANGE)
        .map_err(|_| Fault::ConnectionLost { bytes: 0 })
}
