//! One connection: its requests are read and recorded, and each gets the behaviour that is scripted
//! for it.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::behaviour::{Behaviour, Reply};
use crate::record::{Call, Position, Shared};

/// How long a connection may stay silent. A check is over before that.
const IDLE: Duration = Duration::from_secs(60);

/// Bytes of a request's head, and of the body that follows it.
const REQUEST_BYTES: usize = 64 * 1024;

/// Bytes of an endless body.
const ENDLESS_BYTES: usize = 64 * 1024 * 1024;

/// Serves the connection until one side closes it.
pub fn serve(stream: TcpStream, shared: &Shared) {
    let Some(number) = shared.connected(&stream) else { return };
    let mut connection = Connection { stream, shared, number, buffer: Vec::new() };
    // What breaks a connection shows in the calls that the check compares.
    let _ = connection.serve();
    shared.disconnected(number);
}

struct Connection<'a> {
    stream: TcpStream,
    shared: &'a Shared,
    number: usize,
    /// what has arrived and is not consumed yet
    buffer: Vec<u8>,
}

/// Whether another request may follow on the connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Request,
    Close,
}

impl Connection<'_> {
    fn serve(&mut self) -> io::Result<()> {
        self.stream.set_nodelay(true)?;
        self.stream.set_read_timeout(Some(IDLE))?;
        self.stream.set_write_timeout(Some(IDLE))?;
        while let Some((call, keeps)) = self.request()? {
            let (index, behaviour) = self.shared.record(call);
            let unknown = || Behaviour::Answer(Reply::json(404, &serde_json::json!({})));
            let next = self.behave(index, behaviour.unwrap_or_else(unknown))?;
            if next == Next::Close || keeps == Next::Close {
                return Ok(());
            }
        }
        Ok(())
    }

    fn behave(&mut self, index: Option<usize>, behaviour: Behaviour) -> io::Result<Next> {
        match behaviour {
            Behaviour::Answer(reply) => self.answer(index, &reply),
            Behaviour::Late(time, reply) => {
                self.shared.wait(time, |state| state.door == Position::Over);
                self.answer(index, &reply)
            }
            Behaviour::Held(gate, reply) => {
                gate.wait();
                self.answer(index, &reply)
            }
            Behaviour::Broken(reply, cut) => self.last(index, &reply.until(cut)),
            Behaviour::Raw(bytes) => self.last(index, &bytes),
            Behaviour::Dripping(reply, pause) => {
                self.stream.write_all(&reply.whole_head())?;
                for byte in reply.body() {
                    self.stream.write_all(&[*byte])?;
                    self.shared.wait(pause, |state| state.door == Position::Over);
                }
                self.shared.answered(index);
                Ok(Next::Close)
            }
            Behaviour::Endless => self.endless(),
            Behaviour::Silent => {
                // Until the caller closes the connection; what it sends until then is not read.
                let mut rest = [0; 1024];
                while self.stream.read(&mut rest)? > 0 {}
                Ok(Next::Close)
            }
        }
    }

    fn answer(&mut self, index: Option<usize>, reply: &Reply) -> io::Result<Next> {
        self.shared.answered(index);
        self.stream.write_all(&reply.bytes())?;
        Ok(Next::Request)
    }

    /// Sends some bytes, and closes the connection.
    fn last(&mut self, index: Option<usize>, bytes: &[u8]) -> io::Result<Next> {
        self.shared.answered(index);
        self.stream.write_all(bytes)?;
        Ok(Next::Close)
    }

    fn endless(&mut self) -> io::Result<Next> {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\
                    Transfer-Encoding: chunked\r\n\r\n";
        self.stream.write_all(head.as_bytes())?;
        // White space, so that a reader that parses while it reads has no reason to stop.
        let chunk = [b"4000\r\n".as_slice(), &[b' '; 0x4000], b"\r\n"].concat();
        for _ in 0..ENDLESS_BYTES / chunk.len() {
            self.stream.write_all(&chunk)?;
        }
        Ok(Next::Close)
    }

    /// The next request, and whether the caller keeps the connection open; nothing at its end.
    fn request(&mut self) -> io::Result<Option<(Call, Next)>> {
        loop {
            let mut storage = [httparse::EMPTY_HEADER; 64];
            let mut head = httparse::Request::new(&mut storage);
            match head.parse(&self.buffer) {
                Ok(httparse::Status::Complete(length)) => {
                    let (call, keeps) = (call(&head, self.number), keeps(&head));
                    self.buffer.drain(..length);
                    self.skip_body(&call)?;
                    return Ok(Some((call, keeps)));
                }
                Ok(httparse::Status::Partial) if self.buffer.len() < REQUEST_BYTES => {
                    if self.fill()? == 0 {
                        return Ok(None);
                    }
                }
                _ => return Ok(None),
            }
        }
    }

    /// A GET has no body, but a caller may send one.
    fn skip_body(&mut self, call: &Call) -> io::Result<()> {
        let length = call.header("content-length").and_then(|length| length.parse().ok());
        let length = length.unwrap_or(0).min(REQUEST_BYTES);
        while self.buffer.len() < length {
            if self.fill()? == 0 {
                break;
            }
        }
        self.buffer.drain(..length.min(self.buffer.len()));
        Ok(())
    }

    fn fill(&mut self) -> io::Result<usize> {
        let mut chunk = [0; 8 * 1024];
        let count = self.stream.read(&mut chunk)?;
        self.buffer.extend_from_slice(&chunk[..count]);
        Ok(count)
    }
}

fn call(head: &httparse::Request<'_, '_>, connection: usize) -> Call {
    let header = |header: &httparse::Header<'_>| {
        (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned())
    };
    Call {
        method: head.method.unwrap_or_default().to_owned(),
        target: head.path.unwrap_or_default().to_owned(),
        headers: head.headers.iter().map(header).collect(),
        arrived: Instant::now(),
        answered: None,
        connection,
    }
}

/// Whether the caller keeps the connection open. (RFC 9112, section 9.3)
fn keeps(head: &httparse::Request<'_, '_>) -> Next {
    let is_close = |header: &&httparse::Header<'_>| {
        header.name.eq_ignore_ascii_case("connection")
            && header.value.to_ascii_lowercase().windows(5).any(|word| word == b"close")
    };
    let closes = head.headers.iter().find(is_close).is_some();
    if head.version == Some(1) && !closes { Next::Request } else { Next::Close }
}
