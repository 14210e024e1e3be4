//! A connection that a client keeps open between its requests.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use engine::{Conversation, Stop};

use crate::messages::steps;

/// How long a response may take.
const PATIENCE: Duration = Duration::from_secs(7);

/// The longest response that is read.
const LONGEST: usize = 1 << 20;

/// A connection on which requests are sent one after the other.
pub struct Kept(TcpStream);

/// What came back for a request on a connection that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// a response with this status
    Status(u16),
    /// the server closed the connection without a response
    Closed,
    /// nothing within the time allowed
    Silence,
}

impl Kept {
    /// Opens a connection, and sends a first request on it. None when the server closes it after the
    /// response: it then keeps none.
    ///
    /// # Errors
    /// When the server accepts no connection.
    pub fn open(c: &mut Conversation<'_>) -> Result<Option<Self>, Stop> {
        let mut kept = Self(c.connection()?);
        c.note(steps::KEPT);
        let answer = kept.ask("/health/live", PATIENCE);
        let is_kept = matches!(answer, Answer::Status(_)) && !kept.is_closed_by(Instant::now());
        Ok(is_kept.then_some(kept))
    }

    /// Sends a request on a new connection.
    pub fn once(stream: TcpStream, path: &str, allowed: Duration) -> Answer {
        Self(stream).ask(path, allowed)
    }

    /// Sends a request, and waits for its response.
    pub fn ask(&mut self, path: &str, allowed: Duration) -> Answer {
        let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n");
        // One that the server has closed already shows below.
        let _ = self.0.write_all(request.as_bytes());
        let deadline = Instant::now() + allowed;
        let mut received = Vec::new();
        loop {
            match self.read(&mut received, deadline) {
                Ok(0) => return Answer::Closed,
                Ok(_) => {}
                Err(error) if is_late(&error) => return Answer::Silence,
                Err(_) => return Answer::Closed,
            }
            if let Some(status) = whole(&received) {
                return Answer::Status(status);
            }
            if received.len() > LONGEST {
                return Answer::Closed;
            }
        }
    }

    /// Whether the server has closed the connection by then. Nothing may be under way on it.
    pub fn is_closed_by(&mut self, deadline: Instant) -> bool {
        let mut rest = Vec::new();
        loop {
            match self.read(&mut rest, deadline) {
                Ok(0) => return true,
                Ok(_) if rest.len() <= LONGEST => {}
                Ok(_) => return false,
                Err(error) => return !is_late(&error),
            }
        }
    }

    fn read(&mut self, received: &mut Vec<u8>, deadline: Instant) -> io::Result<usize> {
        let left = deadline.saturating_duration_since(Instant::now());
        // A timeout of zero would be refused.
        self.0.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
        let mut buffer = [0; 4096];
        let count = self.0.read(&mut buffer)?;
        received.extend_from_slice(&buffer[..count]);
        Ok(count)
    }
}

fn is_late(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

/// The status of a response, once all of it has arrived.
fn whole(received: &[u8]) -> Option<u16> {
    const HEADERS: usize = 64;
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut head = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(length)) = head.parse(received) else { return None };
    let (status, body) = (head.code?, &received[length..]);
    let header = |name: &str| head.headers.iter().find(|one| one.name.eq_ignore_ascii_case(name));
    let is_whole = match (header("transfer-encoding"), header("content-length")) {
        (Some(_), _) => body.ends_with(b"0\r\n\r\n"),
        (None, Some(length)) => {
            let length = std::str::from_utf8(length.value).ok()?.trim().parse().ok()?;
            body.len() >= length
        }
        // Until the connection is closed: it is not kept.
        (None, None) => status == 204,
    };
    is_whole.then_some(status)
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_response_is_whole_when_its_body_is() {
        for (received, status) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", Some(200)),
            ("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n{}", None),
            ("HTTP/1.1 503 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", Some(503)),
            ("HTTP/1.1 503 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", None),
            ("HTTP/1.1 200 OK\r\nContent-Le", None),
        ] {
            assert_eq!(whole(received.as_bytes()), status, "{received}");
        }
        // Half a character is not three bytes.
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
        for (body, status) in [(b"\"\xc3".as_slice(), None), ("\"é\"".as_bytes(), Some(200))] {
            assert_eq!(whole(&[head.as_bytes(), body].concat()), status);
        }
    }
}
