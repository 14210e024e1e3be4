//! One connection: a request on, its answer back in another style.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::answer::Answer;
use crate::style::Style;

/// The longest request.
const REQUEST_BYTES: usize = 1024 * 1024;

/// How long either side may keep silent.
const PATIENCE: Duration = Duration::from_secs(10);

/// Headers of a request, at the most.
const HEADERS: usize = 64;

/// Takes one request from `client` to the server `behind` and its answer back.
///
/// # Errors
/// When either side goes away.
pub fn relay(mut client: TcpStream, behind: SocketAddr, style: Style) -> Result<()> {
    client.set_read_timeout(Some(PATIENCE))?;
    client.set_nodelay(true)?;
    let Some(request) = request(&mut client)? else { return Ok(()) };
    let mut server = TcpStream::connect(behind).context("connecting to the server")?;
    server.set_read_timeout(Some(PATIENCE))?;
    server.write_all(&request).context("passing the request on")?;
    let mut bytes = Vec::new();
    if let Err(error) = server.read_to_end(&mut bytes) {
        // A server that is killed resets its connections, whole answers included.
        ensure!(error.kind() == ErrorKind::ConnectionReset, "reading the answer: {error}");
    }
    thread::sleep(style.delay_of_answer());
    for piece in style.pieces(Answer::parse(&bytes)?) {
        client.write_all(&piece).context("answering")?;
    }
    Ok(())
}

/// The whole request, with the wish that the server close the connection after it; nothing when the
/// client only looked whether somebody listens.
fn request(client: &mut TcpStream) -> Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        let count = client.read(&mut buffer).context("reading a request")?;
        if count == 0 && bytes.is_empty() {
            return Ok(None);
        }
        ensure!(count > 0, "half a request");
        bytes.extend(&buffer[..count]);
        ensure!(bytes.len() <= REQUEST_BYTES, "a request that is too long");
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        let Ok(parsed) = request.parse(&bytes) else { bail!("a malformed request") };
        let httparse::Status::Complete(head) = parsed else { continue };
        let length = request.headers.iter().find(|h| h.name.eq_ignore_ascii_case("content-length"));
        let length = length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok());
        if bytes.len() >= head + length.unwrap_or(0) {
            // Behind the request line, before the first header.
            let line = bytes.windows(2).position(|two| two == b"\r\n").context("a request line")?;
            let (first, rest) = bytes.split_at(line + 2);
            return Ok(Some([first, b"Connection: close\r\n", rest].concat()));
        }
    }
}
