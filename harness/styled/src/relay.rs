//! One connection: passes on a request, and sends back its response in another style.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::response::Response;
use crate::style::Style;

/// Bytes of a request.
const REQUEST_BYTES: usize = 1024 * 1024;

/// How long to wait for either side.
const PATIENCE: Duration = Duration::from_secs(10);

/// Headers of a request.
const HEADERS: usize = 64;

/// Passes one request of `client` to the server at `behind`, and sends back its response.
///
/// # Errors
/// When either side closes its connection too early.
pub fn relay(mut client: TcpStream, behind: SocketAddr, style: Style) -> Result<()> {
    client.set_read_timeout(Some(PATIENCE))?;
    client.set_nodelay(true)?;
    let Some(request) = request(&mut client)? else { return Ok(()) };
    let mut server = TcpStream::connect(behind).context("connecting to the server")?;
    server.set_read_timeout(Some(PATIENCE))?;
    server.write_all(&request).context("passing the request on")?;
    let bytes = response(&client, &mut server)?;
    thread::sleep(style.response_delay());
    for piece in style.pieces(Response::parse(&bytes)?) {
        client.write_all(&piece).context("sending the response")?;
    }
    Ok(())
}

/// All that the server sends before it closes the connection. If the client closes its own meanwhile, this
/// one is closed too, so that the server notices.
fn response(mut client: &TcpStream, server: &mut TcpStream) -> Result<Vec<u8>> {
    let leaving = server.try_clone().context("a second handle of the connection")?;
    let mut bytes = Vec::new();
    let read = thread::scope(|scope| {
        scope.spawn(move || {
            if matches!(client.read(&mut [0]), Ok(0)) {
                // It may be closed already.
                let _ = leaving.shutdown(Shutdown::Both);
            }
        });
        let read = server.read_to_end(&mut bytes);
        // Ends the other thread: nothing more is expected of the client.
        let _ = client.shutdown(Shutdown::Read);
        read
    });
    if let Err(error) = read {
        // A server that is killed resets its connections, even after a whole response.
        ensure!(error.kind() == ErrorKind::ConnectionReset, "reading the response: {error}");
    }
    Ok(bytes)
}

/// The whole request, with `Connection: close` added; nothing if the client closed the connection
/// without a request.
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
            // After the request line, before the first header.
            let line = bytes.windows(2).position(|two| two == b"\r\n").context("a request line")?;
            let (first, rest) = bytes.split_at(line + 2);
            return Ok(Some([first, b"Connection: close\r\n", rest].concat()));
        }
    }
}
