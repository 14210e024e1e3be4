//! A free port for a server that is about to start.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::ops::Range;

use anyhow::{Result, bail};

use crate::process;

/// Ports below the ranges from which Linux (from 32768), macOS and Windows (from 49152) take the
/// local ports of outgoing connections. In those ranges, a client's connection could take the port
/// first, or even connect to itself.
const RANGE: Range<u16> = 20_000..32_768;

/// A port on 127.0.0.1 that no other check gets while this value exists, not even from another
/// judge on this machine.
///
/// Before the server binds the port, another judge could find it free too, and one of the two would
/// send its requests to the server of the other. So this value holds the UDP port of the same
/// number: no server of the course needs it, every judge tries to bind it first, and the system
/// releases it however a judge ends.
#[derive(Debug)]
pub struct Port {
    number: u16,
    _reserved: UdpSocket,
}

impl Port {
    /// A port that was free a moment ago, chosen at random.
    ///
    /// # Errors
    /// When many ports were tried and none was free.
    pub fn free() -> Result<Self> {
        const ATTEMPTS: usize = 1_000;
        for _ in 0..ATTEMPTS {
            if let Some(port) = Self::reserve(fastrand::u16(RANGE)) {
                return Ok(port);
            }
        }
        bail!("no free port on 127.0.0.1 between {} and {}", RANGE.start, RANGE.end);
    }

    /// This port, unless it is in use.
    fn reserve(number: u16) -> Option<Self> {
        let reserved = UdpSocket::bind((Ipv4Addr::LOCALHOST, number)).ok()?;
        // The listener must not be inherited by a program that starts right now: the copy would
        // accept the connection that is meant for the server.
        let is_free = || TcpListener::bind((Ipv4Addr::LOCALHOST, number)).is_ok();
        process::while_nothing_starts(is_free).then_some(())?;
        Some(Self { number, _reserved: reserved })
    }

    /// The port's number.
    pub fn number(&self) -> u16 {
        self.number
    }

    /// Its address on 127.0.0.1.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.number))
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener, TcpStream};
    use std::process::Command;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use super::Port;
    use crate::process::{Outputs, Tree};

    /// Without [`process::while_nothing_starts`], a starting program kept one of a thousand ports
    /// open.
    #[test]
    #[cfg_attr(windows, ignore = "its `true` is Unix's")]
    fn nobody_listens_on_a_free_port_while_other_programs_start() {
        let over = AtomicBool::new(false);
        let start = || {
            while !over.load(Ordering::Relaxed) {
                drop(Tree::spawn(Command::new("true"), Outputs::Apart));
            }
        };
        let reached = thread::scope(|scope| {
            (0..4).for_each(|_| drop(scope.spawn(start)));
            let reached = (0..5_000)
                .filter(|_| TcpStream::connect(Port::free().expect("a port").address()).is_ok());
            let reached = reached.count();
            over.store(true, Ordering::Relaxed);
            reached
        });
        assert_eq!(reached, 0);
    }

    #[test]
    fn a_port_is_given_to_nobody_else_until_it_is_released() {
        let port = Port::free().expect("a port");
        assert!(Port::reserve(port.number()).is_none(), "given twice");
        // The server itself can have it.
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, port.number())).expect("the port");
        let number = port.number();
        drop(port);
        assert!(Port::reserve(number).is_none(), "somebody listens there");
        drop(server);
        assert!(Port::reserve(number).is_some());
    }
}
