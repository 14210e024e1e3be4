//! One request and its response over HTTP/1.1, on a connection of its own.
//!
//! The judge has its own client because it must see what a client library hides: what arrived
//! before a response broke off, a wrong `Content-Length`, a body that arrives byte by byte. The
//! client follows no redirect, decompresses nothing and does not retry. `httparse` does the
//! parsing.

mod channel;
mod reader;
mod request;
mod response;

pub use channel::{Carrier, Channel};
pub use request::{Body, Method, Request, delete, get, patch, percent_encoded, post, put};
pub use response::Response;

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use crate::fault::Fault;
use reader::Reader;

/// Sends `request` in one write and reads one response, within `allowed`.
///
/// # Errors
/// What is wrong with the response, or that none arrives.
pub fn exchange(
    mut stream: impl Channel,
    request: &[u8],
    allowed: Duration,
) -> Result<Response, Fault> {
    let deadline = Instant::now() + allowed;
    if stream.set_deadline(deadline).is_err() {
        return Err(Fault::ConnectionLost { bytes: 0 });
    }
    // A server may respond before it has read the whole request, and close. So a failed write
    // decides nothing; what can be read does.
    if let Err(error) = stream.write_all(request)
        && matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock)
    {
        return Err(Fault::TimedOut { seconds: allowed.as_secs(), bytes: 0 });
    }
    Reader::new(stream, deadline, allowed).response()
}
