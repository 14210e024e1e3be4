//! What passes through a switch, before, during and after what a check does to it.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use engine::server::CurrentAddress;

use super::{CONNECTIONS, Direction, Pace, Switch};
use crate::link::Target;

/// Sends back what it receives, on every connection, until the test ends.
fn echo() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut from = stream.expect("a connection");
            let mut to = from.try_clone().expect("a handle");
            thread::spawn(move || std::io::copy(&mut from, &mut to));
        }
    });
    address
}

fn switch() -> Switch {
    Switch::to(Target::Tcp(echo())).expect("a switch")
}

fn connected(switch: &Switch) -> TcpStream {
    let stream = TcpStream::connect(switch.address()).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_millis(300))).expect("a timeout");
    stream
}

/// What comes back of `word`: nothing from a connection that is silent.
fn back(stream: &mut TcpStream, word: &str) -> Result<String, ErrorKind> {
    let mut buffer = vec![0; word.len()];
    stream.write_all(word.as_bytes()).map_err(|error| error.kind())?;
    stream.read_exact(&mut buffer).map_err(|error| error.kind())?;
    Ok(String::from_utf8(buffer).expect("text"))
}

fn is_silent(stream: &mut TcpStream) -> bool {
    matches!(back(stream, "?"), Err(ErrorKind::WouldBlock | ErrorKind::TimedOut))
}

fn is_closed(stream: &mut TcpStream) -> bool {
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout");
    !matches!(back(stream, "?"), Ok(_) | Err(ErrorKind::WouldBlock | ErrorKind::TimedOut))
}

#[test]
fn everything_passes_in_both_directions_until_it_is_cut() {
    let switch = switch();
    let mut stream = connected(&switch);
    assert_eq!(back(&mut stream, "hello").expect("back"), "hello");
    switch.cut();
    assert!(is_closed(&mut stream));
    assert_eq!(back(&mut connected(&switch), "again").expect("back"), "again");
    assert_eq!(switch.accepted(), 2);
}

#[test]
fn a_connection_that_is_cut_is_settled_once_the_target_has_closed_it() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let switch = Switch::cutting_after(Target::Tcp(address), 3).expect("a switch");
    let mut client = connected(&switch);
    client.write_all(b"hello").expect("sent");
    let (mut target, _) = listener.accept().expect("a connection");
    let mut passed = String::new();
    target.read_to_string(&mut passed).expect("read to its end");
    assert_eq!(passed, "hel");
    assert!(!switch.settle(Duration::from_millis(50)), "the target has it open");
    drop(target);
    assert!(switch.settle(Duration::from_secs(10)));
}

#[test]
fn what_is_refused_closes_what_is_open() {
    let switch = switch();
    let mut stream = connected(&switch);
    back(&mut stream, "hello").expect("back");
    switch.refuse().expect("closed");
    assert!(is_closed(&mut stream));
    let refused = TcpStream::connect(switch.address()).expect_err("closed");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    switch.heal().expect("open");
    assert_eq!(back(&mut connected(&switch), "again").expect("back"), "again");
}

#[test]
fn what_is_sent_into_a_silence_passes_when_it_is_over() {
    let switch = switch();
    let mut before = connected(&switch);
    back(&mut before, "hello").expect("back");
    switch.silence();
    let mut meanwhile = connected(&switch);
    assert!(is_silent(&mut before) && is_silent(&mut meanwhile));
    switch.heal().expect("open");
    for stream in [&mut before, &mut meanwhile] {
        assert_eq!(back(stream, "x").expect("back"), "?", "what was sent before");
    }
    assert_eq!(back(&mut connected(&switch), "again").expect("back"), "again");
}

#[test]
fn a_slow_switch_lets_everything_pass_in_pieces() {
    let switch = switch();
    switch.slow(Pace { bytes: 2, pause: Duration::from_millis(1) });
    assert_eq!(back(&mut connected(&switch), "in pieces").expect("back"), "in pieces");
}

#[test]
fn a_connection_is_cut_after_so_many_bytes() {
    let switch = Switch::cutting_after(Target::Tcp(echo()), 4).expect("a switch");
    let mut stream = connected(&switch);
    assert_eq!(back(&mut stream, "abc").expect("back"), "abc");
    assert!(is_closed(&mut stream), "nothing comes back of the fourth byte");
}

#[test]
fn more_connections_than_a_server_needs_are_closed() {
    let switch = switch();
    let mut open: Vec<TcpStream> = (0..CONNECTIONS).map(|_| connected(&switch)).collect();
    for stream in &mut open {
        back(stream, "hello").expect("back");
    }
    assert!(is_closed(&mut connected(&switch)));
}

#[test]
fn a_closing_switch_closes_what_it_accepts() {
    let switch = switch();
    let mut stream = connected(&switch);
    back(&mut stream, "hello").expect("back");
    switch.close();
    assert!(is_closed(&mut stream) && is_closed(&mut connected(&switch)));
    switch.heal().expect("open");
    assert_eq!(back(&mut connected(&switch), "again").expect("back"), "again");
}

#[test]
fn what_is_swallowed_never_arrives_and_its_connection_is_closed_afterwards() {
    for direction in [Direction::Requests, Direction::Responses] {
        let switch = switch();
        let mut before = connected(&switch);
        let mut idle = connected(&switch);
        for stream in [&mut before, &mut idle] {
            back(stream, "hello").expect("back");
        }
        switch.swallow(direction);
        let mut meanwhile = connected(&switch);
        assert!(is_silent(&mut before) && is_silent(&mut meanwhile));
        switch.heal().expect("open");
        for mut stream in [before, meanwhile] {
            let mut rest = String::new();
            // Closed, with or without the notice that something was left unread.
            let _ = stream.read_to_string(&mut rest);
            assert_eq!(rest, "");
            assert!(is_closed(&mut stream));
        }
        assert_eq!(back(&mut idle, "again").expect("back"), "again", "nothing was lost on it");
        assert_eq!(back(&mut connected(&switch), "again").expect("back"), "again");
    }
}

#[test]
fn only_one_direction_is_swallowed() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let switch = Switch::to(Target::Tcp(address)).expect("a switch");
    switch.swallow(Direction::Responses);
    let mut client = connected(&switch);
    client.write_all(b"hello").expect("sent");
    let (mut target, _) = listener.accept().expect("a connection");
    let mut request = [0; 5];
    target.read_exact(&mut request).expect("the request arrives");
    target.write_all(b"lost").expect("sent");
    // Its end is lost too.
    drop(target);
    assert!(is_silent(&mut client));
}

#[test]
fn a_target_that_is_started_again_is_found_on_its_new_port() {
    let current = CurrentAddress::default();
    let switch = Switch::to(Target::Current(current.clone())).expect("a switch");
    assert!(is_closed(&mut connected(&switch)), "it does not run yet");
    for _ in 0..2 {
        current.set(Some(echo()));
        assert_eq!(back(&mut connected(&switch), "hello").expect("back"), "hello");
    }
    current.set(None);
    assert!(is_closed(&mut connected(&switch)));
}
