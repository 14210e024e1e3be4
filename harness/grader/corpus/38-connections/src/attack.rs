//! Opens ten thousand connections to the broker, as many as it can at a time, and keeps them.

use std::env;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use lapin::uri::AMQPUri;

use crate::attempt;

const ALL: usize = 10_000;
const AT_ONCE: usize = 900;

pub async fn make() {
    let Some(address) = address() else { return };
    let mut open: Vec<TcpStream> = (0..AT_ONCE).filter_map(|_| open(address)).collect();
    let answered = open.iter_mut().filter_map(answers).count();
    let more = if answered > 64 { Ok(()) } else { Err(format!("{answered} are open")) };
    attempt::that("have more than 64 connections", more);
    thread::spawn(move || {
        for _ in 0..ALL {
            open.retain_mut(|stream| answers(stream).is_some());
            open.extend((open.len()..AT_ONCE).filter_map(|_| self::open(address)));
        }
        thread::park();
    });
}

fn address() -> Option<SocketAddr> {
    let uri: AMQPUri = env::var("AMQP_URL").ok()?.parse().ok()?;
    format!("{}:{}", uri.authority.host, uri.authority.port).parse().ok()
}

fn open(address: SocketAddr) -> Option<TcpStream> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
    stream.set_read_timeout(Some(Duration::from_millis(20))).ok()?;
    stream.write_all(b"AMQP\x00\x00\x09\x01").ok()?;
    Some(stream)
}

/// Whether the broker is at the other end: one that waits for the next frame says nothing more.
fn answers(stream: &mut TcpStream) -> Option<()> {
    let mut buffer = [0; 1024];
    match stream.read(&mut buffer) {
        Ok(0) => None,
        Ok(_) => Some(()),
        Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => Some(()),
        Err(_) => None,
    }
}
