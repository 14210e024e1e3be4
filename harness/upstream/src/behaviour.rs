//! What the service does with a call.

use std::time::Duration;

use serde_json::Value;

use crate::gate::Gate;

/// What the service does with one call.
#[derive(Clone, Debug)]
pub enum Behaviour {
    /// answers
    Answer(Reply),
    /// answers after that time
    Late(Duration, Reply),
    /// answers when the gate is open
    Held(Gate, Reply),
    /// begins to answer and closes the connection
    Broken(Reply, Cut),
    /// sends the head, and then the body a byte at a time, with that pause after each
    Dripping(Reply, Duration),
    /// begins a 200 whose body never ends
    Endless,
    /// sends these bytes and closes the connection
    Raw(Vec<u8>),
    /// takes the request, and keeps the connection open until the caller closes it
    Silent,
}

/// Where a response breaks off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// before its first byte
    Before,
    /// in a header
    InHead,
    /// in the middle of its body, whose length was announced
    InBody,
    /// in the middle of a chunk
    InChunk,
}

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    framing: Framing,
}

/// How a response says where its body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framing {
    Length,
    Chunks,
}

impl Reply {
    /// A response with a JSON body.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// A response with any body.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self { status, headers, body: body.into(), framing: Framing::Length }
    }

    /// Sends the body in chunks, so that its length is known only at its end.
    #[must_use]
    pub fn chunked(mut self) -> Self {
        self.framing = Framing::Chunks;
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The whole response.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        const CHUNK: usize = 64 * 1024;
        if self.framing == Framing::Chunks {
            let mut bytes = self.head("Transfer-Encoding: chunked");
            for chunk in self.body.chunks(CHUNK) {
                bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
                bytes.extend_from_slice(chunk);
                bytes.extend_from_slice(b"\r\n");
            }
            bytes.extend_from_slice(b"0\r\n\r\n");
            return bytes;
        }
        let mut bytes = self.whole_head();
        // These statuses have no body. (RFC 9110, sections 15.3.5 and 15.4.5)
        if !matches!(self.status, 204 | 304) {
            bytes.extend_from_slice(&self.body);
        }
        bytes
    }

    /// The head of the whole response.
    pub(crate) fn whole_head(&self) -> Vec<u8> {
        self.head(&format!("Content-Length: {}", self.body.len()))
    }

    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// The beginning of the response.
    pub(crate) fn until(&self, cut: Cut) -> Vec<u8> {
        let half = &self.body[..self.body.len() / 2];
        match cut {
            Cut::Before => Vec::new(),
            Cut::InHead => format!("HTTP/1.1 {} OK\r\nContent-Ty", self.status).into_bytes(),
            Cut::InBody => {
                let mut bytes = self.whole_head();
                bytes.extend_from_slice(half);
                bytes
            }
            Cut::InChunk => {
                let mut bytes = self.head("Transfer-Encoding: chunked");
                bytes.extend(format!("{:x}\r\n", self.body.len()).into_bytes());
                bytes.extend_from_slice(half);
                bytes
            }
        }
    }

    fn head(&self, framing: &str) -> Vec<u8> {
        let reason = match self.status {
            200..300 => "OK",
            300..400 => "Redirect",
            400..500 => "Client Error",
            _ => "Server Error",
        };
        let mut head = format!("HTTP/1.1 {} {reason}\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        // A 204 must not announce a length. (RFC 9110, section 8.6)
        if self.status != 204 {
            head.push_str(framing);
            head.push_str("\r\n");
        }
        head.push_str("\r\n");
        head.into_bytes()
    }
}
