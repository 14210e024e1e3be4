//! A socket in the file system behind which a broker is: the only way to it out of a sandbox that has
//! no network but its own.
//!
//! A task for each connection instead of threads: a submission may open as many as it wants to.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpStream, UnixListener, UnixStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;

/// How long connecting to the broker may take.
const CONNECT: Duration = Duration::from_secs(30);

/// How long to wait when no connection can be accepted, because the process has no file to spare.
const PAUSE: Duration = Duration::from_millis(50);

/// The socket. It ends, with every connection through it, when it is dropped.
#[derive(Debug)]
pub struct Socket {
    runtime: Option<Runtime>,
}

impl Socket {
    /// Listens at `path` for the broker at `address`: so many connections at a time, more are closed
    /// at once.
    ///
    /// # Errors
    /// When a socket cannot be made there.
    pub fn open(path: &Path, address: SocketAddr, connections: usize) -> Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = {
            let _inside = runtime.enter();
            UnixListener::bind(path).with_context(|| format!("listening on {}", path.display()))?
        };
        runtime.spawn(accept(listener, address, connections));
        Ok(Self { runtime: Some(runtime) })
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn accept(listener: UnixListener, address: SocketAddr, connections: usize) {
    let places = Arc::new(Semaphore::new(connections));
    loop {
        let Ok((client, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        // One that is dropped here is closed.
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
        tokio::spawn(async move {
            relay(client, address).await;
            drop(place);
        });
    }
}

/// Relays both directions. A connection that breaks is closed on both sides: that is all there is to do.
async fn relay(mut client: UnixStream, address: SocketAddr) {
    let connected = tokio::time::timeout(CONNECT, TcpStream::connect(address)).await;
    let Ok(Ok(mut broker)) = connected else { return };
    if broker.set_nodelay(true).is_ok() {
        let _ = copy_bidirectional(&mut client, &mut broker).await;
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpListener};
    use std::os::unix::net::UnixStream;
    use std::path::Path;
    use std::thread;
    use std::time::Duration;

    use super::Socket;

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

    fn connected(path: &Path) -> UnixStream {
        let stream = UnixStream::connect(path).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout");
        stream
    }

    /// What comes back; nothing from a connection that is closed.
    fn back(stream: &mut UnixStream) -> Option<[u8; 5]> {
        let mut buffer = [0; 5];
        stream.write_all(b"hello").ok()?;
        stream.read_exact(&mut buffer).ok().map(|()| buffer)
    }

    #[test]
    fn everything_passes_on_so_many_connections_and_ends_with_the_socket() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("broker");
        let socket = Socket::open(&path, echo(), 2).expect("a socket");
        let mut open = [connected(&path), connected(&path)];
        for stream in &mut open {
            assert_eq!(back(stream), Some(*b"hello"));
        }
        assert_eq!(back(&mut connected(&path)), None, "one too many");
        drop(socket);
        assert_eq!(back(&mut open[0]), None, "it has ended");
    }
}
