//! A parsed response.

use anyhow::{Context, Result, ensure};

/// Headers of a response.
const HEADERS: usize = 64;

/// A response of the server.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// its status
    pub status: u16,
    /// its headers in their order, without those that only delimit the body
    pub headers: Vec<(String, String)>,
    /// its body
    pub body: Vec<u8>,
    /// whether it may have a body: a 204 may not
    pub may_have_body: bool,
}

impl Response {
    /// Parses what the server sent until it closed the connection.
    ///
    /// # Errors
    /// When it is not a response.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut response = httparse::Response::new(&mut headers);
        let parsed = response.parse(bytes).context("the response is not HTTP")?;
        ensure!(parsed.is_complete(), "the response breaks off");
        let status = response.code.context("a response has a status")?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let all: Vec<(String, String)> =
            response.headers.iter().map(|h| (h.name.to_owned(), text(h.value))).collect();
        let is = |name: &str, other: &str| name.eq_ignore_ascii_case(other);
        let chunked = all.iter().any(|(name, _)| is(name, "transfer-encoding"));
        let rest = &bytes[parsed.unwrap()..];
        let body = if chunked { unchunked(rest)? } else { rest.to_vec() };
        let frames = ["transfer-encoding", "content-length", "connection"];
        let headers =
            all.into_iter().filter(|(name, _)| !frames.iter().any(|f| is(name, f))).collect();
        Ok(Self { status, headers, body, may_have_body: status != 204 && status != 304 })
    }

    /// Whether its body is declared as JSON.
    pub fn is_json(&self) -> bool {
        let said = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        said.is_some_and(|(_, value)| value.starts_with("application/json"))
    }
}

/// The body inside the chunks. (RFC 9112, section 7.1)
fn unchunked(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let parsed = httparse::parse_chunk_size(bytes).ok().context("a malformed chunk")?;
        let httparse::Status::Complete((start, size)) = parsed else {
            anyhow::bail!("half a chunk")
        };
        let size = usize::try_from(size).context("a huge chunk")?;
        if size == 0 {
            return Ok(body);
        }
        body.extend(bytes.get(start..start + size).context("half a chunk")?);
        bytes = bytes.get(start + size + 2..).context("half a chunk")?;
    }
}

#[cfg(test)]
mod tests {
    use super::Response;

    #[test]
    fn chunks_are_joined_and_headers_about_them_left_out() {
        let bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
        let response = Response::parse(bytes).expect("an answer");
        assert_eq!(response.body, b"abc");
        assert_eq!(response.headers, [("A".to_owned(), "b".to_owned())]);
    }
}
