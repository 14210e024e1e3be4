//! A server that never ends a handshake keeps nobody waiting: one that is silent, and one that drips.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use engine::fault::Fault;
use engine::http;
use tls::{Certificate, Refusal, handshake};

const PATIENCE: Duration = Duration::from_millis(200);

/// A server that reads what comes first, and then does this until the client is gone.
fn server(
    mut then: impl FnMut(&mut TcpStream) -> std::io::Result<()> + Send + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let mut first = [0; 1024];
        let _ = stream.read(&mut first);
        while then(&mut stream).is_ok() {}
    });
    address
}

/// Waits for the client to close the connection.
fn silent() -> SocketAddr {
    server(|stream| match stream.read(&mut [0; 1024])? {
        0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    })
}

/// Sends a record of the handshake, byte by byte, which would take minutes.
fn dripping() -> SocketAddr {
    let mut record = [22, 3, 3, 0x40, 0].into_iter().chain(std::iter::repeat(0));
    server(move |stream| {
        stream.write_all(&[record.next().unwrap_or_default()])?;
        thread::park_timeout(PATIENCE / 10);
        Ok(())
    })
}

fn connected(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).expect("a connection")
}

#[test]
fn a_handshake_ends_when_its_time_is_over() {
    let certificate = Certificate::new().expect("a certificate");
    for address in [silent(), dripping()] {
        let ended = handshake(connected(address), &certificate, PATIENCE);
        assert_eq!(ended, Err(Refusal::Silent));
    }
}

#[test]
fn an_exchange_ends_when_its_time_is_over() {
    let carrier = Certificate::new().expect("a certificate").carrier();
    for address in [silent(), dripping()] {
        let channel = (carrier.open)(connected(address)).expect("a channel");
        let ended = http::exchange(channel, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", PATIENCE);
        assert!(matches!(ended, Err(Fault::TimedOut { .. })), "{ended:?}");
    }
}
