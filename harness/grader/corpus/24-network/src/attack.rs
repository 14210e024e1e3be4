//! Calls out: to the machine it runs on, its services, the network, the world.

use std::net::{SocketAddr, TcpStream, ToSocketAddrs, UdpSocket};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use crate::attempt;

pub fn make() {
    for place in ["127.0.0.1:@PORT@", "127.0.0.1:5432", "127.0.0.1:22", "1.1.1.1:443", "10.0.0.1:80", "169.254.169.254:80"] {
        let address: SocketAddr = place.parse().unwrap();
        let reached = TcpStream::connect_timeout(&address, Duration::from_secs(1));
        attempt::that(&format!("reach {place}"), reached);
    }
    let socket = UdpSocket::bind("0.0.0.0:0").and_then(|s| s.send_to(b"secret", "8.8.8.8:53"));
    attempt::that("send a datagram", socket);
    attempt::that("resolve a name", "example.com:80".to_socket_addrs());
    for place in ["/var/run/docker.sock", "/run/postgresql/.s.PGSQL.5432", "/run/dbus/system_bus_socket"] {
        attempt::that(&format!("reach {place}"), UnixStream::connect(place));
    }
}
