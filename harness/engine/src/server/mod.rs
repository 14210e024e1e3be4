//! The life of one server: started in an empty folder on a free port, watched until it listens,
//! talked to, and killed with everything it started.

mod output;
mod port;

pub use output::{Output, Printed};
pub use port::Port;

use std::ffi::OsString;
use std::net::{Ipv6Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::fault::{Fault, Moment};
use crate::limits;
use crate::process::{self, Tree};

/// How to start a server.
#[derive(Clone, Debug)]
pub struct Launch {
    /// the program
    pub program: PathBuf,
    /// its arguments
    pub arguments: Vec<String>,
    /// where it runs; `None` is the fresh folder of the check
    pub folder: Option<PathBuf>,
}

/// One of the variables that a lab's server reads from its environment, and its value.
pub type Setting = (&'static str, OsString);

/// A server that listens.
#[derive(Debug)]
pub struct Server {
    tree: Tree,
    output: Output,
    port: Port,
    /// The connection that told that the server listens. The first exchange uses it: a naive
    /// server would take an empty connection for a broken request.
    first: Option<TcpStream>,
}

/// Why there is no server: its own fault, with what it printed, or ours.
#[derive(Debug)]
pub enum BootError {
    /// the server is at fault
    Fault(Fault, Printed),
    /// the harness is
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
        let mut attempt = 1;
        loop {
            match Self::boot_once(launch, folder, settings, allowed) {
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
        allowed: Duration,
    ) -> Result<Self, BootError> {
        let port = Port::free().map_err(BootError::Harness)?;
        let mut tree =
            start(launch, folder, settings, port.number()).map_err(BootError::Harness)?;
        let output = Output::drain(tree.outputs());
        let deadline = Instant::now() + allowed;
        let address = port.address();
        loop {
            if let Some(status) = tree.try_wait() {
                tree.kill();
                return Err(BootError::Fault(exited(status, Moment::Start), output.finish()));
            }
            if let Ok(stream) = TcpStream::connect_timeout(&address, limits::EXCHANGE) {
                return Ok(Self { tree, output, port, first: Some(stream) });
            }
            if Instant::now() >= deadline {
                let fault = Fault::NeverListened {
                    seconds: allowed.as_secs(),
                    port: port.number(),
                    elsewhere: elsewhere(port.number()),
                };
                tree.kill();
                return Err(BootError::Fault(fault, output.finish()));
            }
            std::thread::sleep(limits::POLL);
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.port.address()
    }

    /// The connection that told that the server listens, unless it has been used.
    pub fn take_first(&mut self) -> Option<TcpStream> {
        self.first.take()
    }

    /// A fresh connection.
    ///
    /// # Errors
    /// A lost connection, when the server does not accept one any more.
    pub fn connect(&mut self) -> Result<TcpStream, Fault> {
        match self.take_first() {
            Some(stream) => Ok(stream),
            None => TcpStream::connect_timeout(&self.address(), limits::EXCHANGE)
                .map_err(|_| Fault::ConnectionLost { bytes: 0 }),
        }
    }

    /// Tells a server that ended from one that only closed a connection.
    ///
    /// A process that ends closes its connections a moment before its status can be read, so the
    /// status is waited for until the server shows that it still accepts connections.
    pub fn post_mortem(&mut self, fault: Fault) -> Fault {
        let Fault::ConnectionLost { .. } = fault else { return fault };
        let deadline = Instant::now() + limits::POST_MORTEM;
        let mut accepted = 0;
        while Instant::now() < deadline {
            if let Some(status) = self.tree.try_wait() {
                return exited(status, Moment::Exchange);
            }
            if TcpStream::connect_timeout(&self.address(), limits::POST_MORTEM).is_ok() {
                accepted += 1;
            }
            // An ending process may accept once more before its listener closes; not for long.
            if accepted > 5 {
                return fault;
            }
            std::thread::sleep(limits::POLL);
        }
        fault
    }

    /// Kills the server and everything it started; returns what it printed.
    pub fn finish(mut self) -> Printed {
        self.tree.kill();
        self.output.finish()
    }
}

fn start(launch: &Launch, folder: &Path, settings: &[Setting], port: u16) -> Result<Tree> {
    let mut command = Command::new(&launch.program);
    command
        .args(&launch.arguments)
        .current_dir(launch.folder.as_deref().unwrap_or(folder))
        .env("PORT", port.to_string())
        // A student needs the line of a panic, not forty lines of the runtime.
        .env("RUST_BACKTRACE", "0")
        // Python keeps what it prints until its buffer is full, which is after its death.
        .env("PYTHONUNBUFFERED", "1")
        .envs(settings.iter().map(|(name, value)| (*name, value)));
    for name in CARGO_VARIABLES {
        command.env_remove(name);
    }
    Tree::spawn(command).with_context(|| format!("starting {}", launch.program.display()))
}

/// What `cargo run` leaves in the environment; a server must not depend on being judged by us.
const CARGO_VARIABLES: [&str; 6] = [
    "CARGO",
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_PKG_NAME",
    "CARGO_PKG_VERSION",
    "INSTA_WORKSPACE_ROOT",
];

fn exited(status: ExitStatus, moment: Moment) -> Fault {
    Fault::Exited { status: status.code(), signal: process::signal(status), moment }
}

/// Where a server that ignores its port or its address may be listening.
fn elsewhere(port: u16) -> Option<String> {
    const DEFAULT: u16 = 5000;
    let candidates = [
        SocketAddr::from((Ipv6Addr::LOCALHOST, port)),
        SocketAddr::from(([127, 0, 0, 1], DEFAULT)),
    ];
    candidates
        .into_iter()
        .find(|candidate| TcpStream::connect_timeout(candidate, limits::ELSEWHERE).is_ok())
        .map(|candidate| candidate.to_string())
}
