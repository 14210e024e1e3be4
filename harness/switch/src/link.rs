//! One connection through a switch: both sides of it.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use engine::server::CurrentAddress;

/// What is behind a switch.
#[derive(Clone, Debug)]
pub enum Target {
    /// a port
    Tcp(SocketAddr),
    /// a server that is killed and started again, each time on another port
    Current(CurrentAddress),
    /// a socket in the file system: what a sandbox is given
    Unix(PathBuf),
}

/// How long connecting to the target may take, and how long one write may.
const PATIENCE: Duration = Duration::from_secs(30);

impl Target {
    /// Connects to it.
    ///
    /// # Errors
    /// When nothing accepts connections there.
    pub fn connect(&self) -> io::Result<Stream> {
        match self {
            Self::Tcp(address) => connect(*address),
            Self::Current(current) => {
                connect(current.get().ok_or(io::ErrorKind::ConnectionRefused)?)
            }
            #[cfg(unix)]
            Self::Unix(path) => UnixStream::connect(path).map(Stream::Unix),
            #[cfg(not(unix))]
            Self::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

fn connect(address: SocketAddr) -> io::Result<Stream> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_nodelay(true)?;
    Ok(Stream::Tcp(stream))
}

/// A connection to a target.
#[derive(Debug)]
pub enum Stream {
    /// to a port
    Tcp(TcpStream),
    /// to a socket in the file system
    #[cfg(unix)]
    Unix(UnixStream),
}

impl Stream {
    /// Limits how long one read may take.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn set_read_timeout(&self, time: Duration) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => stream.set_read_timeout(Some(time)),
            #[cfg(unix)]
            Self::Unix(stream) => stream.set_read_timeout(Some(time)),
        }
    }

    pub(crate) fn try_clone(&self) -> io::Result<Self> {
        match self {
            Self::Tcp(stream) => stream.try_clone().map(Self::Tcp),
            #[cfg(unix)]
            Self::Unix(stream) => stream.try_clone().map(Self::Unix),
        }
    }

    pub(crate) fn shutdown(&self, how: Shutdown) {
        // It may be closed already.
        let _ = match self {
            Self::Tcp(stream) => stream.shutdown(how),
            #[cfg(unix)]
            Self::Unix(stream) => stream.shutdown(how),
        };
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.read(buffer),
            #[cfg(unix)]
            Self::Unix(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.write(bytes),
            #[cfg(unix)]
            Self::Unix(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A connection through the switch.
#[derive(Debug)]
pub(crate) struct Link {
    client: Stream,
    /// none if all that the client sends is lost
    target: Option<Stream>,
    /// whether the client's side is closed, and what passed before is still on its way to the target
    is_mute: AtomicBool,
    /// whether something that was sent on it is lost: what follows would be taken for something else
    has_lost: AtomicBool,
}

impl Link {
    pub fn new(client: TcpStream, target: Stream) -> io::Result<Self> {
        client.set_nodelay(true)?;
        client.set_write_timeout(Some(PATIENCE))?;
        Ok(Self {
            client: Stream::Tcp(client),
            target: Some(target),
            is_mute: AtomicBool::new(false),
            has_lost: AtomicBool::new(false),
        })
    }

    /// A connection on which everything is lost.
    pub fn lost(client: TcpStream) -> Self {
        Self {
            client: Stream::Tcp(client),
            target: None,
            is_mute: AtomicBool::new(false),
            has_lost: AtomicBool::new(true),
        }
    }

    /// A handle of the client's side.
    pub fn client(&self) -> io::Result<Stream> {
        self.client.try_clone()
    }

    /// A handle of the target's side, if there is one.
    pub fn target(&self) -> io::Result<Option<Stream>> {
        self.target.as_ref().map(Stream::try_clone).transpose()
    }

    pub fn is_mute(&self) -> bool {
        self.is_mute.load(Ordering::SeqCst)
    }

    pub fn has_lost(&self) -> bool {
        self.has_lost.load(Ordering::SeqCst)
    }

    /// Notes that something which was sent on it does not arrive.
    pub fn lose(&self) {
        self.has_lost.store(true, Ordering::SeqCst);
    }

    /// Closes the client's side. What the target sends from now on is lost.
    pub fn mute(&self) {
        self.is_mute.store(true, Ordering::SeqCst);
        self.client.shutdown(Shutdown::Both);
    }

    /// Closes both sides.
    pub fn cut(&self) {
        self.client.shutdown(Shutdown::Both);
        if let Some(target) = &self.target {
            target.shutdown(Shutdown::Both);
        }
    }
}
