//! Responses as servers really send them, whole and broken.

use std::io::Write;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use super::{Reader, Response};
use crate::fault::{Fault, HttpProblem};
use crate::limits;

/// What is read from a server that sends `bytes` and then closes.
fn read(bytes: &[u8]) -> Result<Response, Fault> {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let client = TcpStream::connect(listener.local_addr().expect("an address")).expect("connects");
    let (mut server, _) = listener.accept().expect("a client");
    let bytes = bytes.to_vec();
    let sender = std::thread::spawn(move || {
        // The reader may have seen enough and hung up.
        let _ = server.write_all(&bytes);
        let _ = server.shutdown(Shutdown::Write);
        server
    });
    let allowed = Duration::from_secs(5);
    let response = Reader::new(client, Instant::now() + allowed, allowed).response();
    drop(sender.join());
    response
}

fn fault(bytes: &[u8]) -> Fault {
    read(bytes).expect_err("a broken answer")
}

fn problem(bytes: &[u8]) -> HttpProblem {
    match read(bytes) {
        Err(Fault::NotHttp { problem, .. }) => problem,
        other => panic!("expected a broken answer, got {other:?}"),
    }
}

#[test]
fn sized_chunked_and_closed_bodies_are_equal() {
    let sized = read(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello").expect("an answer");
    let chunked = read(
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",
    )
    .expect("an answer");
    let closed = read(b"HTTP/1.0 200 OK\r\n\r\nhello").expect("an answer");
    assert_eq!(sized.body, b"hello");
    assert_eq!(chunked.body, b"hello");
    assert_eq!(closed.body, b"hello");
}

#[test]
fn interim_answers_are_skipped() {
    let response = read(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
    assert_eq!(response.expect("an answer").status, 204);
}

#[test]
fn bytes_beyond_the_announced_length_are_counted() {
    let response = read(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhello").expect("an answer");
    assert_eq!((response.body.as_slice(), response.surplus), (b"he".as_slice(), 3));
}

#[test]
fn an_answer_cut_short_is_a_lost_connection() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello";
    assert_eq!(read(cut), Err(Fault::ConnectionLost { bytes: cut.len() }));
    assert_eq!(read(b""), Err(Fault::ConnectionLost { bytes: 0 }));
    assert_eq!(read(b"HTTP/1.1 2"), Err(Fault::ConnectionLost { bytes: 10 }));
}

#[test]
fn what_is_not_http_is_reported_with_its_problem() {
    assert_eq!(problem(b"SSH-2.0-OpenSSH\r\n"), HttpProblem::NoStatusLine);
    assert_eq!(problem(b"HTTP/1.1 twohundred\r\n\r\n"), HttpProblem::NoStatusLine);
    assert_eq!(problem(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"), HttpProblem::Headers);
    assert_eq!(
        problem(b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n"),
        HttpProblem::ContentLength
    );
    let two = b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab";
    assert_eq!(problem(two), HttpProblem::ContentLength);
    let chunk = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n";
    assert_eq!(problem(chunk), HttpProblem::Chunk);
}

#[test]
fn nothing_is_read_beyond_the_caps() {
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(1000));
    assert_eq!(problem(many.as_bytes()), HttpProblem::HeadersTooLarge);
    let long = format!("HTTP/1.1 200 OK\r\na: {}", "b".repeat(100_000));
    assert_eq!(problem(long.as_bytes()), HttpProblem::HeadersTooLarge);
    let announced = b"HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n";
    assert_eq!(fault(announced), Fault::TooLong { most: limits::BODY_BYTES });
    let mut endless = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    endless.resize(9 * 1024 * 1024, b'x');
    assert_eq!(fault(&endless), Fault::TooLong { most: limits::BODY_BYTES });
}

#[test]
fn a_server_that_stops_in_the_middle_runs_into_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let client = TcpStream::connect(listener.local_addr().expect("an address")).expect("connects");
    let (mut server, _) = listener.accept().expect("a client");
    server.write_all(b"HTTP/1.1 ").expect("sent");
    let allowed = Duration::from_millis(50);
    let response = Reader::new(client, Instant::now() + allowed, allowed).response();
    assert_eq!(response, Err(Fault::TimedOut { seconds: 0, bytes: 9 }));
}
