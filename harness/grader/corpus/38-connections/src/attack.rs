//! Opens ten thousand connections to the broker, as many as it can at a time, and keeps those that it
//! gets until it has tried them all.

use std::env;
use std::io::{ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use lapin::uri::AMQPUri;

use crate::attempt;

const ALL: usize = 10_000;
const AT_ONCE: usize = 500;

pub async fn make() {
    let Some(address) = address() else { return };
    let mut open: Vec<TcpStream> = (0..AT_ONCE).filter_map(|_| open(address)).collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let answered = open.iter_mut().filter_map(|stream| heard(stream).ok()).filter(|n| *n > 0);
    let count = answered.count();
    let more = if count > 64 { Ok(()) } else { Err(format!("{count} are answered")) };
    attempt::that("have more than 64 connections", more);
    thread::spawn(move || {
        let mut all = AT_ONCE;
        while all < ALL {
            open.retain_mut(is_open);
            let more: Vec<TcpStream> =
                (open.len()..AT_ONCE).filter_map(|_| self::open(address)).collect();
            all += more.len();
            open.extend(more);
            thread::sleep(Duration::from_millis(50));
        }
    });
}

fn address() -> Option<SocketAddr> {
    let uri: AMQPUri = env::var("AMQP_URL").ok()?.parse().ok()?;
    format!("{}:{}", uri.authority.host, uri.authority.port).parse().ok()
}

fn open(address: SocketAddr) -> Option<TcpStream> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
    stream.write_all(b"AMQP\x00\x00\x09\x01").ok()?;
    stream.set_nonblocking(true).ok()?;
    Some(stream)
}

fn is_open(stream: &mut TcpStream) -> bool {
    match heard(stream) {
        Ok(count) => count > 0,
        // One that waits for the next frame says nothing more.
        Err(error) => error.kind() == ErrorKind::WouldBlock,
    }
}

fn heard(stream: &mut TcpStream) -> Result<usize> {
    stream.read(&mut [0; 1024])
}
