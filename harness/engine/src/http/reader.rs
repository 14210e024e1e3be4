//! Reads one response from a connection, within the [limits] of length and time.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use super::{Channel, Response};
use crate::fault::{Fault, HttpProblem};
use crate::limits;

/// How a response marks the end of its body. (RFC 9112, section 6.3)
enum Framing {
    None,
    Length(usize),
    Chunked,
    UntilClose,
}

pub struct Reader<C> {
    stream: C,
    deadline: Instant,
    allowed: Duration,
    /// what has arrived and is not consumed yet
    buffer: Vec<u8>,
    /// how many bytes have arrived in all
    received: usize,
    /// the first bytes that arrived, to show them when they are not HTTP
    beginning: Vec<u8>,
}

impl<C: Channel> Reader<C> {
    pub fn new(stream: C, deadline: Instant, allowed: Duration) -> Self {
        Self { stream, deadline, allowed, buffer: Vec::new(), received: 0, beginning: Vec::new() }
    }

    /// The final response; interim ones (1xx) are skipped.
    pub fn response(mut self) -> Result<Response, Fault> {
        loop {
            let (status, headers) = self.head()?;
            if (100..200).contains(&status) {
                continue;
            }
            let mut response = Response { status, headers, body: Vec::new(), surplus: 0 };
            response.body = match self.framing(&response)? {
                Framing::None => Vec::new(),
                Framing::Length(length) => self.sized(length)?,
                Framing::Chunked => self.chunked()?,
                Framing::UntilClose => self.until_close()?,
            };
            response.surplus = self.surplus();
            return Ok(response);
        }
    }

    /// How many bytes follow the end of the response, line breaks left out.
    ///
    /// They may be in the packets that have been read, or still under way. So the connection is
    /// closed in one direction: a server answers that by closing it in the other, after everything
    /// that it has sent. How the bytes were split into packets then makes no difference.
    fn surplus(&mut self) -> usize {
        self.stream.end_sending();
        self.deadline = Instant::now() + limits::CLOSING;
        while self.buffer.len() < limits::HEAD_BYTES && matches!(self.fill(), Ok(true)) {}
        let is_blank = self.buffer.iter().all(u8::is_ascii_whitespace);
        if is_blank { 0 } else { self.buffer.len() }
    }

    fn head(&mut self) -> Result<(u16, Vec<(String, String)>), Fault> {
        loop {
            // What cannot become a status line is reported at once, without waiting for an empty
            // line that may never arrive.
            let start = &self.buffer[..self.buffer.len().min(5)];
            if !b"HTTP/".starts_with(start) {
                return Err(self.not_http(HttpProblem::NoStatusLine));
            }
            let mut storage = [httparse::EMPTY_HEADER; limits::HEADERS];
            let mut head = httparse::Response::new(&mut storage);
            match head.parse(&self.buffer) {
                Ok(httparse::Status::Complete(length)) => {
                    let status = head.code.unwrap_or_default();
                    let headers = head.headers.iter().map(owned_header).collect();
                    self.buffer.drain(..length);
                    return Ok((status, headers));
                }
                Ok(httparse::Status::Partial) if self.buffer.len() > limits::HEAD_BYTES => {
                    return Err(self.not_http(HttpProblem::HeadersTooLarge));
                }
                Ok(httparse::Status::Partial) => self.more()?,
                Err(httparse::Error::TooManyHeaders) => {
                    return Err(self.not_http(HttpProblem::HeadersTooLarge));
                }
                Err(httparse::Error::Version | httparse::Error::Status) => {
                    return Err(self.not_http(HttpProblem::NoStatusLine));
                }
                Err(_) => return Err(self.not_http(HttpProblem::Headers)),
            }
        }
    }

    fn framing(&self, response: &Response) -> Result<Framing, Fault> {
        if matches!(response.status, 204 | 304) {
            return Ok(Framing::None);
        }
        let codings = response.list("transfer-encoding");
        if codings.last().is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            return Ok(Framing::Chunked);
        }
        let mut lengths = response.list("content-length");
        lengths.dedup();
        match lengths.as_slice() {
            [] => Ok(Framing::UntilClose),
            [length] => length
                .parse()
                .map(Framing::Length)
                .map_err(|_| self.not_http(HttpProblem::ContentLength)),
            _ => Err(self.not_http(HttpProblem::ContentLength)),
        }
    }

    fn sized(&mut self, length: usize) -> Result<Vec<u8>, Fault> {
        if length > limits::BODY_BYTES {
            return Err(Fault::TooLong { most: limits::BODY_BYTES });
        }
        while self.buffer.len() < length {
            self.more()?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    fn chunked(&mut self) -> Result<Vec<u8>, Fault> {
        let mut body = Vec::new();
        loop {
            let size = self.chunk_size()?;
            if size == 0 {
                self.trailers()?;
                return Ok(body);
            }
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            if size > limits::BODY_BYTES - body.len() {
                return Err(Fault::TooLong { most: limits::BODY_BYTES });
            }
            body.extend(self.sized(size)?);
            if self.sized(2)? != b"\r\n" {
                return Err(self.not_http(HttpProblem::Chunk));
            }
        }
    }

    fn chunk_size(&mut self) -> Result<u64, Fault> {
        loop {
            match httparse::parse_chunk_size(&self.buffer) {
                Ok(httparse::Status::Complete((length, size))) => {
                    self.buffer.drain(..length);
                    return Ok(size);
                }
                Ok(httparse::Status::Partial) if self.buffer.len() <= limits::HEAD_BYTES => {
                    self.more()?;
                }
                _ => return Err(self.not_http(HttpProblem::Chunk)),
            }
        }
    }

    /// Skips the trailers, up to the empty line.
    fn trailers(&mut self) -> Result<(), Fault> {
        loop {
            let mut storage = [httparse::EMPTY_HEADER; limits::HEADERS];
            match httparse::parse_headers(&self.buffer, &mut storage) {
                Ok(httparse::Status::Complete((length, _))) => {
                    self.buffer.drain(..length);
                    return Ok(());
                }
                Ok(httparse::Status::Partial) if self.buffer.len() <= limits::HEAD_BYTES => {
                    self.more()?;
                }
                _ => return Err(self.not_http(HttpProblem::Headers)),
            }
        }
    }

    fn until_close(&mut self) -> Result<Vec<u8>, Fault> {
        while self.fill()? {
            if self.buffer.len() > limits::BODY_BYTES {
                return Err(Fault::TooLong { most: limits::BODY_BYTES });
            }
        }
        Ok(std::mem::take(&mut self.buffer))
    }

    /// Reads at least one byte more.
    fn more(&mut self) -> Result<(), Fault> {
        if self.fill()? { Ok(()) } else { Err(Fault::ConnectionLost { bytes: self.received }) }
    }

    /// Waits for bytes and reads them; false at the end of the stream.
    fn fill(&mut self) -> Result<bool, Fault> {
        let mut chunk = [0; 16 * 1024];
        loop {
            let left = self.deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || self.stream.set_deadline(self.deadline).is_err() {
                return Err(self.timed_out());
            }
            match self.stream.read(&mut chunk) {
                Ok(0) => return Ok(false),
                Ok(count) => {
                    let came = &chunk[..count];
                    let missing = BEGINNING_BYTES - self.beginning.len();
                    self.beginning.extend_from_slice(&came[..count.min(missing)]);
                    self.buffer.extend_from_slice(came);
                    self.received += count;
                    return Ok(true);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
                {
                    return Err(self.timed_out());
                }
                Err(_) => return Err(Fault::ConnectionLost { bytes: self.received }),
            }
        }
    }

    fn timed_out(&self) -> Fault {
        Fault::TimedOut { seconds: self.allowed.as_secs(), bytes: self.received }
    }

    fn not_http(&self, problem: HttpProblem) -> Fault {
        let received = format!("{:?}", String::from_utf8_lossy(&self.beginning));
        Fault::NotHttp { problem, received }
    }
}

/// How much to show of a response that is not HTTP.
const BEGINNING_BYTES: usize = 60;

fn owned_header(header: &httparse::Header<'_>) -> (String, String) {
    let value = String::from_utf8_lossy(header.value).trim().to_owned();
    (header.name.to_ascii_lowercase(), value)
}

#[cfg(test)]
mod tests;
