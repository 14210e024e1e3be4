//! A port that accepts connections, and that can be closed and opened again.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use engine::process;
use engine::server::Port;

/// How long a port may take to close or to open.
const TURN: Duration = Duration::from_secs(5);

/// A port on 127.0.0.1, of its own. It closes when it is dropped.
#[derive(Debug)]
pub struct Door {
    port: Port,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    position: Mutex<Position>,
    changed: Condvar,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    Open,
    /// it is asked to close
    Closing,
    Closed,
    /// it is asked to open again
    Opening,
    /// nobody needs it any more
    Over,
}

impl Door {
    /// Opens a free port. `serve` gets every connection, on the thread that accepts them: it must not
    /// wait for anything.
    ///
    /// # Errors
    /// When no port is free.
    pub fn open(serve: impl Fn(TcpStream) + Send + 'static) -> Result<Self> {
        let port = Port::free()?;
        let address = port.address();
        let listener =
            TcpListener::bind(address).with_context(|| format!("listening on {address}"))?;
        let shared =
            Arc::new(Shared { position: Mutex::new(Position::Open), changed: Condvar::new() });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || accept(listener, &accepting, address, serve));
        Ok(Self { port, shared })
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.port.address()
    }

    /// Closes the port: connections are refused from now on, and `serve` has got all that came before.
    ///
    /// # Errors
    /// When the port does not close in time.
    pub fn close(&self) -> Result<()> {
        self.turn(Position::Closing, Position::Closed)
    }

    /// Accepts connections again.
    ///
    /// # Errors
    /// When the port cannot be bound again.
    pub fn reopen(&self) -> Result<()> {
        self.turn(Position::Opening, Position::Open)
    }

    fn turn(&self, asked: Position, wanted: Position) -> Result<()> {
        if self.shared.position() == wanted {
            return Ok(());
        }
        self.shared.set(asked);
        self.wake();
        let is_so = self.shared.wait(TURN, |position| position == wanted);
        ensure!(is_so, "port {} of the harness does not close or open", self.port.number());
        Ok(())
    }

    /// Makes the thread that accepts connections look at the position. When it does not listen, it
    /// does so without being woken.
    fn wake(&self) {
        drop(TcpStream::connect_timeout(&self.port.address(), TURN));
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.shared.set(Position::Over);
        self.wake();
    }
}

impl Shared {
    fn position(&self) -> Position {
        *self.lock()
    }

    fn set(&self, position: Position) {
        *self.lock() = position;
        self.changed.notify_all();
    }

    /// Waits until the position is as wanted, or until the time is over; whether it is.
    fn wait(&self, patience: Duration, wanted: impl Fn(Position) -> bool) -> bool {
        let waited = self.changed.wait_timeout_while(self.lock(), patience, |now| !wanted(*now));
        let (position, _) = waited.unwrap_or_else(PoisonError::into_inner);
        wanted(*position)
    }

    fn lock(&self) -> MutexGuard<'_, Position> {
        self.position.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Accepts connections until the door is dropped.
fn accept(listener: TcpListener, shared: &Shared, address: SocketAddr, serve: impl Fn(TcpStream)) {
    let mut listener = Some(listener);
    loop {
        let stream = listener.as_ref().and_then(|listener| listener.accept().ok());
        match shared.position() {
            Position::Over => return,
            Position::Open => {
                if let Some((stream, _)) = stream {
                    serve(stream);
                }
            }
            Position::Closing | Position::Closed => {
                // A program that starts right now would keep a copy of the listener.
                process::while_nothing_starts(|| listener = None);
                shared.set(Position::Closed);
                shared.wait(Duration::MAX, |position| position != Position::Closed);
            }
            Position::Opening => {
                listener = TcpListener::bind(address).ok();
                let is_bound = listener.is_some();
                shared.set(if is_bound { Position::Open } else { Position::Closed });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{ErrorKind, Read, Write};
    use std::net::TcpStream;

    use super::Door;

    #[test]
    fn a_door_that_was_closed_opens_again_on_the_same_port() {
        let door = Door::open(|mut stream| stream.write_all(b"hello").expect("sent"));
        let door = door.expect("a port");
        assert_eq!(greeting(&door).expect("open"), "hello");
        door.close().expect("closed");
        assert_eq!(greeting(&door).expect_err("closed").kind(), ErrorKind::ConnectionRefused);
        door.close().expect("closed already");
        door.reopen().expect("open");
        assert_eq!(greeting(&door).expect("open again"), "hello");
    }

    fn greeting(door: &Door) -> std::io::Result<String> {
        let mut received = String::new();
        TcpStream::connect(door.address())?.read_to_string(&mut received)?;
        Ok(received)
    }
}
