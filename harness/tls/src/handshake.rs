//! The beginning of a TLS connection, and why it fails.

use std::io::{self, ErrorKind};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustls::{Error, InvalidMessage};

use crate::{Certificate, Session};

/// Why a server and a client do not come to speak TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// what the server sends is not TLS: HTTP, most likely
    NotTls,
    /// it closes the connection
    Closed,
    /// it does not respond in time
    Silent,
    /// it has another certificate than it was given
    OtherCertificate,
    /// anything else, in the words of rustls
    Other(String),
}

/// Begins to speak TLS to a server that should have this certificate.
///
/// # Errors
/// Why that fails.
pub fn handshake(
    stream: TcpStream,
    certificate: &Certificate,
    patience: Duration,
) -> Result<(), Refusal> {
    let session = Session::begin(&certificate.client, stream);
    let Session(mut session) = session.map_err(|error| Refusal::Other(error.to_string()))?;
    session.sock.deadline = Instant::now() + patience;
    match session.conn.complete_io(&mut session.sock) {
        Ok(_) if session.conn.is_handshaking() => Err(Refusal::Silent),
        Ok(_) => Ok(()),
        Err(error) => Err(refusal(&error)),
    }
}

fn refusal(error: &io::Error) -> Refusal {
    let said = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match (said, error.kind()) {
        (Some(Error::InvalidMessage(InvalidMessage::InvalidContentType)), _) => Refusal::NotTls,
        (Some(Error::InvalidCertificate(_)), _) => Refusal::OtherCertificate,
        (Some(other), _) => Refusal::Other(other.to_string()),
        (None, ErrorKind::TimedOut) => Refusal::Silent,
        (None, _) => Refusal::Closed,
    }
}
