//! What a broker says first: `Connection.Start`, with its name and its version.
//!
//! Shape of the frame, by the specification of AMQP 0-9-1 (sections 2.3.5 and 4.2): type (1 byte),
//! channel (2), size (4), class and method (2 each), major and minor version of the protocol, and a
//! table of properties, in which a text is `S`, its length (4 bytes), and its bytes.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use switch::{Stream, Target};

use crate::client::DEADLINE;

/// The header of AMQP 0-9-1, which a client sends first.
const HEADER: &[u8] = b"AMQP\x00\x00\x09\x01";

/// How long a broker may take to start.
const START: Duration = Duration::from_secs(60);

/// How often to look whether it has started.
const LOOK: Duration = Duration::from_millis(100);

/// Bytes of a greeting that are read.
const GREETING_BYTES: usize = 64 * 1024;

/// The oldest version that the harness was tried with.
const OLDEST: (u32, u32) = (3, 8);

/// What answers at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Greeting {
    /// nothing accepts connections
    Nobody,
    /// it accepts connections, and says nothing
    Silent,
    /// something else than a broker
    NoBroker,
    /// a broker that is too old: its version
    TooOld(String),
    /// a broker that can be used
    Broker,
}

/// Greets what is at `target`.
pub fn greet(target: &Target) -> Greeting {
    let Ok(stream) = target.connect() else { return Greeting::Nobody };
    match start(stream) {
        Ok(frame) => read(&frame),
        Err(error) if is_timeout(&error) => Greeting::Silent,
        Err(_) => Greeting::NoBroker,
    }
}

/// Waits until the broker at `address` has started, unless `is_over` says that it has ended.
///
/// # Errors
/// When it does not start in time.
pub fn wait_until_ready(address: SocketAddr, mut is_over: impl FnMut() -> bool) -> Result<()> {
    let start = Instant::now();
    while greet(&Target::Tcp(address)) != Greeting::Broker {
        if is_over() {
            bail!("it ended while it started");
        }
        if start.elapsed() > START {
            bail!("it does not answer after {} s", START.as_secs());
        }
        thread::sleep(LOOK);
    }
    Ok(())
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

/// The body of the first frame.
fn start(mut stream: Stream) -> io::Result<Vec<u8>> {
    stream.set_read_timeout(DEADLINE)?;
    stream.write_all(HEADER)?;
    let mut head = [0; 7];
    stream.read_exact(&mut head)?;
    let size = u32::from_be_bytes([head[3], head[4], head[5], head[6]]) as usize;
    if head[0] != 1 || size > GREETING_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut body = vec![0; size];
    stream.read_exact(&mut body)?;
    Ok(body)
}

fn read(body: &[u8]) -> Greeting {
    const START: &[u8] = &[0, 10, 0, 10];
    if !body.starts_with(START) {
        return Greeting::NoBroker;
    }
    // One that does not say its version is not RabbitMQ, but may do.
    match version(body) {
        Some(version) if is_too_old(&version) => Greeting::TooOld(version),
        _ => Greeting::Broker,
    }
}

/// The text of the property `version`.
fn version(body: &[u8]) -> Option<String> {
    const KEY: &[u8] = b"\x07versionS";
    let at = body.windows(KEY.len()).position(|bytes| bytes == KEY)? + KEY.len();
    let length = u32::from_be_bytes(body.get(at..at + 4)?.try_into().ok()?) as usize;
    let text = body.get(at + 4..)?.get(..length)?;
    String::from_utf8(text.to_vec()).ok()
}

fn is_too_old(version: &str) -> bool {
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor) < OLDEST,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Greeting, read};

    fn start(version: &str) -> Vec<u8> {
        let mut body = vec![0, 10, 0, 10, 0, 9, 0, 0, 0, 40];
        body.extend(b"\x07versionS");
        body.extend(u32::try_from(version.len()).expect("short").to_be_bytes());
        body.extend(version.as_bytes());
        body
    }

    #[test]
    fn the_oldest_version_that_may_be_used_is_3_8() {
        let too_old = |version: &str| Greeting::TooOld(version.to_owned());
        assert_eq!(read(&start("3.7.28")), too_old("3.7.28"));
        assert_eq!(read(&start("2.8.0")), too_old("2.8.0"));
        assert_eq!(read(&start("3.8.0")), Greeting::Broker);
        assert_eq!(read(&start("4.1.0")), Greeting::Broker);
        assert_eq!(read(&start("development")), Greeting::Broker);
    }

    #[test]
    fn something_else_is_no_broker() {
        assert_eq!(read(b"SSH-2.0-OpenSSH"), Greeting::NoBroker);
    }
}
