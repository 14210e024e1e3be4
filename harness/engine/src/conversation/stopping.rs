//! Where a server listens, and how it ends when it is told to stop.

use std::net::Ipv4Addr;
use std::process::ExitStatus;
use std::time::Instant;

use anyhow::anyhow;

use super::exchange::Conversation;
use super::pending::Pending;
use super::setup::Stop;
use crate::fault::Fault;
use crate::http::Response;
use crate::messages::{skips, steps};
use crate::outcome::Step;
use crate::process::{self, StopSignal};

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// its exit status; none when a signal ended it
    pub status: Option<i32>,
    /// the signal that ended it
    pub signal: Option<i32>,
}

impl Ended {
    /// How a program ended whose process, or whose sandbox, has this status. A sandbox ends with 128 and the
    /// number of the signal that ended its program.
    fn of(status: ExitStatus, sandboxed: bool) -> Self {
        const SIGNALS: std::ops::Range<i32> = 129..160;
        match status.code() {
            Some(code) if sandboxed && SIGNALS.contains(&code) => {
                Self { status: None, signal: Some(code - 128) }
            }
            status_code => Self { status: status_code, signal: process::signal(status) },
        }
    }
}

impl Conversation<'_> {
    /// From the next start on, the server may listen at any of these addresses of the machine, instead of
    /// 127.0.0.1. Requests go to the first where it accepts a connection.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn listen_at(&mut self, hosts: &[Ipv4Addr]) -> Result<(), Stop> {
        self.launch()?;
        self.hosts = hosts.to_vec();
        Ok(())
    }

    /// Whether the server accepts a connection at this address of the machine. Starts it when it does not
    /// run yet.
    ///
    /// # Errors
    /// When the server does not start.
    pub fn accepts_at(&mut self, host: Ipv4Addr) -> Result<bool, Stop> {
        self.address()?;
        Ok(self.server.as_ref().is_some_and(|server| server.accepts_at(host)))
    }

    /// Sends a signal to the process that was started, and to no other: what a platform does to stop it.
    /// Returns the moment before. Starts the server when it does not run yet.
    ///
    /// # Errors
    /// When the server does not start; [`Stop::Skipped`] when it runs already, or where there are no
    /// signals.
    pub fn send_signal(&mut self, signal: StopSignal) -> Result<Instant, Stop> {
        self.launch()?;
        self.address()?;
        self.steps.push(Step::Event(steps::signal(signal.name())));
        let Some(server) = &mut self.server else { return Err(no_server()) };
        let sent = Instant::now();
        match server.stop(signal) {
            Ok(()) => Ok(sent),
            Err(error) if error.kind() == std::io::ErrorKind::Unsupported => {
                Err(Stop::Skipped(skips::NO_SIGNALS))
            }
            Err(error) => Err(Stop::Harness(anyhow!(error).context("sending a signal"))),
        }
    }

    /// Waits until the process that was started has ended, and not beyond `deadline`. None when it still
    /// runs then.
    ///
    /// # Errors
    /// When no server was started.
    pub fn ended_by(&mut self, deadline: Instant) -> Result<Option<Ended>, Stop> {
        let Some(server) = &mut self.server else { return Err(no_server()) };
        let status = server.ended_by(deadline);
        Ok(status.map(|status| Ended::of(status, server.is_sandboxed())))
    }

    /// Waits for what became of a request that was begun: it may be cut off.
    pub fn outcome(&mut self, pending: Pending) -> Result<Response, Fault> {
        pending.wait()
    }
}

fn no_server() -> Stop {
    Stop::Harness(anyhow!("no server was started"))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    use super::Ended;

    /// As wait(2) has it: the status in the second byte, a signal in the first.
    #[test]
    fn the_end_of_a_program_is_told_alike_with_and_without_a_sandbox() {
        let ended = |status: Option<i32>, signal: Option<i32>| Ended { status, signal };
        for (raw, sandboxed, expected) in [
            (15, false, ended(None, Some(15))),
            (143 << 8, true, ended(None, Some(15))),
            (143 << 8, false, ended(Some(143), None)),
            (1 << 8, true, ended(Some(1), None)),
            (128 << 8, true, ended(Some(128), None)),
            (0, true, ended(Some(0), None)),
        ] {
            assert_eq!(Ended::of(ExitStatus::from_raw(raw), sandboxed), expected, "{raw}");
        }
    }
}
