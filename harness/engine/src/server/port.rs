//! A free port for a server that is about to start.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, bail};

/// Where ports are looked for: below the range from which Linux (32768), macOS and Windows (49152)
/// take the local ports of outgoing connections. In that range a client's own connection can take
/// the port first, and a connection attempt can even reach itself.
const RANGE: Range<u16> = 20_000..32_768;

/// The ports that this judge has given out and whose servers may not have bound them yet.
static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// A port on 127.0.0.1 that no other check of this judge gets while this lives.
#[derive(Debug)]
pub struct Port(u16);

impl Port {
    /// A port that was free a moment ago, chosen at random so that two judges rarely meet.
    ///
    /// # Errors
    /// When none of many is free.
    pub fn free() -> Result<Self> {
        const ATTEMPTS: usize = 1_000;
        let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..ATTEMPTS {
            let number = fastrand::u16(RANGE);
            let free = TcpListener::bind((Ipv4Addr::LOCALHOST, number)).is_ok();
            if free && given.insert(number) {
                return Ok(Self(number));
            }
        }
        bail!("no free port on 127.0.0.1 between {} and {}", RANGE.start, RANGE.end);
    }

    /// The port's number.
    pub fn number(&self) -> u16 {
        self.0
    }

    /// Its address on 127.0.0.1.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.0))
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        GIVEN.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}
