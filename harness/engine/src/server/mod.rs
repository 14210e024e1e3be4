//! One server: it is started in an empty folder on a free port, watched until it listens, and
//! killed at the end with everything it started.

mod current;
mod output;
mod port;
mod record;
mod starting;

pub use current::CurrentAddress;
pub use output::{Output, Printed};
pub use port::Port;
pub use record::{Outputs as RecordedOutputs, Record};

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::fault::{Fault, Phase};
use crate::limits;
use crate::process::{self, Outputs, StopSignal, Tree};
use starting::Place;

/// How to start a server.
#[derive(Clone, Debug)]
pub struct Launch {
    /// the program
    pub program: PathBuf,
    /// its arguments
    pub arguments: Vec<String>,
    /// where it runs; `None` means the folder of the check
    pub folder: Option<PathBuf>,
}

/// An environment variable and its value; without one, the server does not get the variable, even if the
/// judge has it.
pub type Setting = (&'static str, Option<OsString>);

/// A server that listens.
#[derive(Debug)]
pub struct Server {
    tree: Tree,
    output: Output,
    port: Port,
    /// The connection that showed that the server listens. The first exchange uses it: a simple
    /// server would take a connection without a request for a broken request.
    first: Option<TcpStream>,
    /// where it has accepted that connection
    host: Ipv4Addr,
    /// whether the process that was started was seen to be a sandbox around the program
    sandboxed: bool,
}

/// How to watch a server that starts.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// how long it may take
    pub allowed: Duration,
    /// how its outputs are read
    pub outputs: Outputs,
    /// what gets all of them, when they are read apart
    pub record: Option<&'a Record>,
    /// the addresses where it may listen, of this machine
    pub hosts: &'a [Ipv4Addr],
}

impl<'a> Watch<'a> {
    /// On 127.0.0.1, with both outputs read together.
    pub fn new(allowed: Duration) -> Self {
        Self { allowed, outputs: Outputs::Together, record: None, hosts: &[Ipv4Addr::LOCALHOST] }
    }
}

/// Why a server could not be started.
#[derive(Debug)]
pub enum BootError {
    /// the server is at fault; with what it printed
    Fault(Fault, Box<Printed>),
    /// the harness is at fault
    Harness(anyhow::Error),
}

impl Server {
    /// Starts a server and waits until it accepts a connection.
    ///
    /// A server that ends because another program took its port is started again on another one.
    ///
    /// # Errors
    /// [`BootError::Fault`] when it exits or does not listen in time.
    pub fn boot(
        launch: &Launch,
        folder: &Path,
        settings: &[Setting],
        allowed: Duration,
    ) -> Result<Self, BootError> {
        Self::boot_with(launch, folder, settings, Watch::new(allowed))
    }

    /// Like [`boot`](Self::boot), with more choices.
    ///
    /// # Errors
    /// Those of [`boot`](Self::boot).
    pub fn boot_with(
        launch: &Launch,
        folder: &Path,
        settings: &[Setting],
        watch: Watch<'_>,
    ) -> Result<Self, BootError> {
        let mut attempt = 1;
        loop {
            match Self::boot_once(launch, folder, settings, watch) {
                Err(BootError::Fault(Fault::Exited { .. }, printed))
                    if attempt < limits::BIND_ATTEMPTS && printed.tells_of_a_taken_port() =>
                {
                    attempt += 1;
                }
                booted => return booted,
            }
        }
    }

    fn boot_once(
        launch: &Launch,
        folder: &Path,
        settings: &[Setting],
        Watch { allowed, outputs, record, hosts }: Watch<'_>,
    ) -> Result<Self, BootError> {
        let _place = Place::take();
        let port = Port::free().map_err(BootError::Harness)?;
        let mut tree =
            start(launch, folder, settings, port.number(), outputs).map_err(BootError::Harness)?;
        let output = Output::drain(tree.pipes(), record);
        let deadline = Instant::now() + allowed;
        loop {
            if let Some(status) = tree.try_wait() {
                tree.kill();
                return Err(BootError::Fault(
                    exited(status, Phase::Start),
                    Box::new(output.finish()),
                ));
            }
            for host in hosts {
                let address = SocketAddr::from((*host, port.number()));
                if let Ok(stream) = TcpStream::connect_timeout(&address, limits::EXCHANGE) {
                    return Ok(Self {
                        tree,
                        output,
                        port,
                        first: Some(stream),
                        host: *host,
                        sandboxed: false,
                    });
                }
            }
            if Instant::now() >= deadline {
                let fault = Fault::NeverListened {
                    seconds: allowed.as_secs(),
                    port: port.number(),
                    elsewhere: elsewhere(port.number()),
                    input: waits_for_input(&mut tree, port.address()),
                };
                tree.kill();
                return Err(BootError::Fault(fault, Box::new(output.finish())));
            }
            std::thread::sleep(limits::POLL);
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((self.host, self.port.number()))
    }

    /// Whether it accepts a connection at this address of the machine.
    pub fn accepts_at(&self, host: Ipv4Addr) -> bool {
        let address = SocketAddr::from((host, self.port.number()));
        TcpStream::connect_timeout(&address, limits::EXCHANGE).is_ok()
    }

    /// Tells the process that was started to stop.
    ///
    /// # Errors
    /// Those of [`Tree::stop`].
    pub fn stop(&mut self, signal: StopSignal) -> io::Result<()> {
        self.sandboxed = self.tree.is_sandbox();
        self.tree.stop(signal)
    }

    /// Whether the process that was told to stop is a sandbox around the program.
    pub fn is_sandboxed(&self) -> bool {
        self.sandboxed
    }

    /// Waits until the process that was started has ended, and not beyond `deadline`: its status.
    pub fn ended_by(&mut self, deadline: Instant) -> Option<ExitStatus> {
        loop {
            let status = self.tree.try_wait();
            if status.is_some() || Instant::now() >= deadline {
                return status;
            }
            std::thread::sleep(limits::POLL);
        }
    }

    /// The connection that showed that the server listens, unless it has been used.
    pub fn take_first(&mut self) -> Option<TcpStream> {
        self.first.take()
    }

    /// A new connection.
    ///
    /// # Errors
    /// [`Fault::ConnectionLost`] when the server accepts no connection any more.
    pub fn connect(&mut self) -> Result<TcpStream, Fault> {
        match self.take_first() {
            Some(stream) => Ok(stream),
            None => TcpStream::connect_timeout(&self.address(), limits::EXCHANGE)
                .map_err(|_| Fault::ConnectionLost { bytes: 0 }),
        }
    }

    /// Finds out whether a server that lost a connection has ended, or only closed the connection.
    ///
    /// A process that ends closes its connections a moment before its status can be read. So this
    /// waits for the status, until the server has shown that it still accepts connections.
    pub fn post_mortem(&mut self, fault: Fault) -> Fault {
        let Fault::ConnectionLost { .. } = fault else { return fault };
        let deadline = Instant::now() + limits::POST_MORTEM;
        let mut accepted = 0;
        while Instant::now() < deadline {
            if let Some(status) = self.tree.try_wait() {
                return exited(status, Phase::Exchange);
            }
            if TcpStream::connect_timeout(&self.address(), limits::POST_MORTEM).is_ok() {
                accepted += 1;
            }
            // A process that is ending may accept a few more connections before its listener
            // closes.
            if accepted > 5 {
                return fault;
            }
            std::thread::sleep(limits::POLL);
        }
        fault
    }

    /// Whether the process that was started has ended by itself and left others behind, which still
    /// listen: a daemon. When it ended, before or after the first request, is a matter of chance, so
    /// this is asked after every conversation.
    pub fn is_left_behind(&mut self) -> bool {
        self.tree.settle(limits::SETTLE);
        self.tree.try_wait().is_some()
            && TcpStream::connect_timeout(&self.address(), limits::POST_MORTEM).is_ok()
    }

    /// Kills the server and everything it started; returns what it printed.
    pub fn finish(mut self) -> Printed {
        self.tree.kill();
        self.output.finish()
    }
}

fn start(
    launch: &Launch,
    folder: &Path,
    settings: &[Setting],
    port: u16,
    outputs: Outputs,
) -> Result<Tree> {
    let mut command = Command::new(&launch.program);
    command
        .args(&launch.arguments)
        .current_dir(launch.folder.as_deref().unwrap_or(folder))
        .env("PORT", port.to_string())
        // A student needs the line of a panic, not a backtrace of forty lines.
        .env("RUST_BACKTRACE", "0")
        // Python would buffer its output, and lose it when it is killed.
        .env("PYTHONUNBUFFERED", "1");
    for (name, value) in settings {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    for (name, _) in env::vars_os().filter(|(name, _)| is_cargos(name)) {
        command.env_remove(name);
    }
    Tree::spawn(command, outputs)
        .map_err(CannotStart)
        .with_context(|| format!("starting {}", launch.program.display()))
}

/// The system refuses to start the program of a server.
#[derive(Debug)]
pub struct CannotStart(pub io::Error);

impl fmt::Display for CannotStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for CannotStart {}

/// Whether a server that does not listen goes on when its standard input ends: it was waiting for
/// it.
fn waits_for_input(tree: &mut Tree, address: SocketAddr) -> bool {
    tree.close_input();
    let deadline = Instant::now() + limits::INPUT;
    while Instant::now() < deadline {
        if tree.try_wait().is_some()
            || TcpStream::connect_timeout(&address, limits::EXCHANGE).is_ok()
        {
            return true;
        }
        std::thread::sleep(limits::POLL);
    }
    false
}

/// Whether `cargo run` sets a variable. A server must not depend on being started by cargo.
fn is_cargos(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name == "CARGO" || name.starts_with("CARGO_") || name == "INSTA_WORKSPACE_ROOT"
}

fn exited(status: ExitStatus, phase: Phase) -> Fault {
    Fault::Exited { status: status.code(), signal: process::signal(status), phase }
}

/// Where a server listens instead, if it ignores its port or uses IPv6.
fn elsewhere(port: u16) -> Option<SocketAddr> {
    const DEFAULT: u16 = 5000;
    let candidates = [
        SocketAddr::from((Ipv6Addr::LOCALHOST, port)),
        SocketAddr::from(([127, 0, 0, 1], DEFAULT)),
    ];
    candidates
        .into_iter()
        .find(|candidate| TcpStream::connect_timeout(candidate, limits::ELSEWHERE).is_ok())
}
