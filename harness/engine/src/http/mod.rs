//! One request and its answer over HTTP/1.1, on a connection of its own.
//!
//! The client is the judge's own because a judge must see what a client library hides: what came
//! before an answer broke, a `Content-Length` that lies, a body that drips. Nothing is followed,
//! decompressed or retried. Parsing is `httparse`'s.

mod answer;
mod reader;
mod request;

pub use answer::Answer;
pub use request::{Body, Method, Request, delete, get, patch, post, put};

use std::io::{ErrorKind, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::fault::Fault;
use crate::limits;
use reader::Reader;

/// Sends `request` in one write and reads one answer, within `allowed`.
///
/// # Errors
/// The fault of the server: `not-http`, `timed-out` or `connection-lost`.
pub fn exchange(mut stream: TcpStream, request: &[u8], allowed: Duration) -> Result<Answer, Fault> {
    let allowed = allowed.min(limits::EXCHANGE);
    let deadline = Instant::now() + allowed;
    // Nagle's algorithm would hold back the request's last segment for an acknowledgement.
    let ready = stream
        .set_nodelay(true)
        .and_then(|()| stream.set_write_timeout(Some(allowed.max(Duration::from_millis(1)))));
    if ready.is_err() {
        return Err(Fault::ConnectionLost { bytes: 0 });
    }
    // A server may answer before it has read the whole request, and close: a failed write is
    // therefore no verdict, what can be read is.
    if let Err(error) = stream.write_all(request)
        && matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock)
    {
        return Err(Fault::TimedOut { seconds: allowed.as_secs(), bytes: 0 });
    }
    Reader::new(stream, deadline, allowed).answer()
}
