//! TLS as a check needs it: a certificate that is made for the run, requests that travel over TLS, and what
//! is wrong with a server that does not speak it as it should.
//!
//! rustls does the speaking. What it cannot do is to offer the versions that nobody should accept any more:
//! [`outdated`] writes that one message by hand.

mod handshake;
mod outdated;

pub use handshake::{Refusal, handshake};
pub use outdated::accepts_tls_1_1;

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::sync::Arc;
use std::time::Instant;

use engine::http::{Carrier, Channel};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// A certificate for 127.0.0.1 and `localhost` with its private key, which is one of the curve P-256.
pub struct Certificate {
    /// the certificate, as PEM
    pub certificate: String,
    /// the private key, as PEM: PKCS#8
    pub key: String,
    /// a client that trusts this certificate and no other
    client: Arc<ClientConfig>,
}

/// A certificate cannot be made: the fault of the harness.
#[derive(Debug)]
pub struct Unmade(String);

impl fmt::Display for Unmade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a certificate cannot be made: {}", self.0)
    }
}

impl std::error::Error for Unmade {}

impl Certificate {
    /// A new certificate, which signs itself.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn new() -> Result<Self, Unmade> {
        let names = ["127.0.0.1".to_owned(), "localhost".to_owned()];
        let made = rcgen::generate_simple_self_signed(names);
        let made = made.map_err(|error| Unmade(error.to_string()))?;
        let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
        let client = client_for(&certificate).map_err(|error| Unmade(error.to_string()))?;
        Ok(Self { certificate, key, client: Arc::new(client) })
    }

    /// Carries requests over TLS to a server with this certificate.
    pub fn carrier(&self) -> Carrier {
        let client = self.client.clone();
        let open = move |stream: TcpStream| {
            let session = Session::begin(&client, stream)?;
            Ok(Box::new(session) as Box<dyn Channel>)
        };
        Carrier { scheme: "https", open: Arc::new(open) }
    }
}

fn client_for(certificate: &str) -> Result<ClientConfig, rustls::Error> {
    let unusable = |error: &dyn fmt::Display| rustls::Error::General(error.to_string());
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes());
    let mut roots = RootCertStore::empty();
    roots.add(certificate.map_err(|error| unusable(&error))?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(client.with_root_certificates(roots).with_no_client_auth())
}

/// A connection over which TLS is spoken.
struct Session(StreamOwned<ClientConnection, Timed>);

/// A TCP connection with one deadline for all that TLS does on it: a handshake, or a record, takes many
/// reads, and a server may drip.
struct Timed {
    stream: TcpStream,
    deadline: Instant,
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.prepare()?;
        self.stream.read(buffer).map_err(timed_out)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.prepare()?;
        self.stream.write(bytes).map_err(timed_out)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Linux reports the end of a timeout as `WouldBlock`, after which rustls would wait for another call.
fn timed_out(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::WouldBlock => ErrorKind::TimedOut.into(),
        _ => error,
    }
}

impl Timed {
    fn prepare(&mut self) -> io::Result<()> {
        match Instant::now() < self.deadline {
            true => self.stream.set_deadline(self.deadline),
            false => Err(ErrorKind::TimedOut.into()),
        }
    }
}

impl Session {
    fn begin(client: &Arc<ClientConfig>, stream: TcpStream) -> io::Result<Self> {
        let server = ServerName::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST).into());
        let connection = ClientConnection::new(client.clone(), server).map_err(io::Error::other)?;
        // Nothing is sent before there is a deadline.
        let timed = Timed { stream, deadline: Instant::now() };
        Ok(Self(StreamOwned::new(connection, timed)))
    }
}

impl Read for Session {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer) {
            // Many servers close the connection without saying so first. Whether a response is whole is
            // seen by its length.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(0),
            read => read,
        }
    }
}

impl Write for Session {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Channel for Session {
    fn set_deadline(&mut self, deadline: Instant) -> io::Result<()> {
        self.0.sock.deadline = deadline;
        Ok(())
    }

    fn end_sending(&mut self) {
        self.0.conn.send_close_notify();
        // Fails when the other side has closed the connection, as intended.
        let _ = self.0.conn.complete_io(&mut self.0.sock);
        self.0.sock.stream.end_sending();
    }
}
