//! Requests that no HTTP client would send: other methods, bytes that are not text, no HTTP at all.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use engine::{Conversation, Stop};

use crate::messages::steps;

/// Sends a request on a connection of its own, and returns what comes back before the server closes it. It
/// must ask for that. `shown` is what the report of a failure says of the request.
///
/// # Errors
/// When the server accepts no connection.
pub fn send(c: &mut Conversation<'_>, bytes: &[u8], shown: &str) -> Result<Vec<u8>, Stop> {
    let mut stream = c.connection()?;
    c.note(steps::bytes(shown));
    // A server may close before it has read everything.
    let _ = stream.write_all(bytes);
    Ok(received(stream))
}

/// Sends bytes that are no request, and then says that nothing more comes: a server must not wait for the
/// rest. Waits until it closes the connection.
///
/// # Errors
/// When the server accepts no connection.
pub fn send_garbage(c: &mut Conversation<'_>, bytes: &[u8]) -> Result<(), Stop> {
    let mut stream = c.connection()?;
    c.note(steps::bytes(String::from_utf8_lossy(bytes).into_owned()));
    let _ = stream.write_all(bytes).and_then(|()| stream.shutdown(Shutdown::Write));
    received(stream);
    Ok(())
}

/// What arrives until the connection is closed, or until it takes too long.
fn received(mut stream: TcpStream) -> Vec<u8> {
    const PATIENCE: Duration = Duration::from_secs(5);
    let deadline = Instant::now() + PATIENCE;
    let (mut received, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
            return received;
        }
        match stream.read(&mut buffer) {
            Ok(0) => return received,
            Ok(count) => received.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return received,
        }
        if received.len() > LONGEST {
            return received;
        }
    }
}

/// More than any of these responses has.
const LONGEST: usize = 1 << 20;

/// A request without a body, with any method and headers.
pub fn request(method: &str, target: &str, headers: &[(&str, &[u8])]) -> Vec<u8> {
    let mut wire = format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n").into_bytes();
    for (name, value) in headers {
        wire.extend_from_slice(format!("{name}: ").as_bytes());
        wire.extend_from_slice(value);
        wire.extend_from_slice(b"\r\n");
    }
    wire.extend_from_slice(b"Connection: close\r\n\r\n");
    wire
}

/// The status of a response, if it is one of HTTP.
pub fn status(response: &[u8]) -> Option<u16> {
    let rest = response.strip_prefix(b"HTTP/1.")?;
    std::str::from_utf8(rest.get(2..5)?).ok()?.parse().ok()
}
