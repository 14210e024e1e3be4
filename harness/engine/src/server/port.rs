//! A free port for a server that is about to start.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::ops::Range;

use anyhow::{Result, bail};

/// Where ports are looked for: below the range from which Linux (32768), macOS and Windows (49152)
/// take the local ports of outgoing connections. In that range a client's own connection can take
/// the port first, and a connection attempt can even reach itself.
const RANGE: Range<u16> = 20_000..32_768;

/// A port on 127.0.0.1 that no other check gets while this lives, whichever judge of this machine
/// makes it.
///
/// Between the moment at which a port is free and that at which a server binds it, another judge
/// might find it free too, and one of them would talk to the other's server. So the UDP port of the
/// same number is held meanwhile: no server of the course wants it, every judge asks for it first,
/// and the system gives it back however a judge ends.
#[derive(Debug)]
pub struct Port {
    number: u16,
    _reserved: UdpSocket,
}

impl Port {
    /// A port that was free a moment ago, chosen at random.
    ///
    /// # Errors
    /// When none of many is free.
    pub fn free() -> Result<Self> {
        const ATTEMPTS: usize = 1_000;
        for _ in 0..ATTEMPTS {
            if let Some(port) = Self::reserve(fastrand::u16(RANGE)) {
                return Ok(port);
            }
        }
        bail!("no free port on 127.0.0.1 between {} and {}", RANGE.start, RANGE.end);
    }

    /// This port, unless somebody has it.
    fn reserve(number: u16) -> Option<Self> {
        let reserved = UdpSocket::bind((Ipv4Addr::LOCALHOST, number)).ok()?;
        TcpListener::bind((Ipv4Addr::LOCALHOST, number)).ok()?;
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
    use std::net::{Ipv4Addr, TcpListener};

    use super::Port;

    #[test]
    fn a_port_is_nobody_elses_until_it_is_given_back() {
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
