//! TLS 1.1, which RFC 8996 forbids: the one message that shows whether a server would speak it.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// TLS 1.1, as it stands in a message. (RFC 4346, section 6.2.1)
const TLS_1_1: [u8; 2] = [3, 2];

/// A record that holds messages of a handshake. (RFC 5246, section 6.2.1)
const HANDSHAKE: u8 = 22;

/// The first message of a server that accepts. (RFC 5246, section 7.4)
const SERVER_HELLO: u8 = 2;

/// Whether a server begins to speak TLS 1.1 with a client that knows nothing later.
///
/// # Errors
/// When there is no connection.
pub fn accepts_tls_1_1(address: SocketAddr, patience: Duration) -> io::Result<bool> {
    let mut stream = TcpStream::connect_timeout(&address, patience)?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(patience))?;
    stream.write_all(&client_hello())?;
    // A record begins with five bytes, a message with its kind.
    let mut start = [0; 6];
    match stream.read_exact(&mut start) {
        Ok(()) => Ok(start[0] == HANDSHAKE && start[5] == SERVER_HELLO),
        // It closes the connection, as it should, or does nothing.
        Err(_) => Ok(false),
    }
}

/// A client that offers TLS 1.1 at most. (RFC 5246, section 7.4.1.2)
fn client_hello() -> Vec<u8> {
    const RANDOM: [u8; 32] = [7; 32];
    // Suites of TLS 1.1 for the keys of both kinds that certificates have. (RFC 8422, section 6, and
    // RFC 5246, appendix A.5)
    const SUITES: [[u8; 2]; 6] =
        [[0xc0, 0x09], [0xc0, 0x0a], [0xc0, 0x13], [0xc0, 0x14], [0x00, 0x2f], [0x00, 0x35]];
    // Which curves, and how points are written. (RFC 8422, section 5.1)
    const GROUPS: [u8; 10] = [0, 10, 0, 6, 0, 4, 0, 23, 0, 29];
    const POINTS: [u8; 6] = [0, 11, 0, 2, 1, 0];
    let mut body = TLS_1_1.to_vec();
    body.extend(RANDOM);
    body.push(0);
    body.extend(sized(&SUITES.concat()));
    body.extend([1, 0]);
    body.extend(sized(&[&GROUPS[..], &POINTS].concat()));
    let mut message = vec![1, 0];
    message.extend(sized(&body));
    let mut record = vec![HANDSHAKE, 3, 1];
    record.extend(sized(&message));
    record
}

/// `bytes` after their number, which takes two bytes.
fn sized(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes()[..], bytes].concat()
}
