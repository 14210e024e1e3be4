//! What carries the bytes between a client and a server: TCP, or something that is spoken over it.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A connection that is open.
pub trait Channel: Read + Write + Send {
    /// Lets reads and writes fail from `deadline` on, however many steps one takes.
    ///
    /// # Errors
    /// When the connection is closed.
    fn set_deadline(&mut self, deadline: Instant) -> io::Result<()>;

    /// Says that nothing more will be sent. The other side may have closed the connection already.
    fn end_sending(&mut self);
}

impl Channel for TcpStream {
    fn set_deadline(&mut self, deadline: Instant) -> io::Result<()> {
        // Nagle's algorithm would delay the last segment of a request.
        self.set_nodelay(true)?;
        // A timeout of zero would be refused.
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        self.set_read_timeout(Some(left))?;
        self.set_write_timeout(Some(left))
    }

    fn end_sending(&mut self) {
        // Fails when the other side has closed it, as intended.
        let _ = self.shutdown(Shutdown::Write);
    }
}

impl Channel for Box<dyn Channel> {
    fn set_deadline(&mut self, deadline: Instant) -> io::Result<()> {
        self.as_mut().set_deadline(deadline)
    }

    fn end_sending(&mut self) {
        self.as_mut().end_sending();
    }
}

/// How requests reach a server that does not speak HTTP right over TCP.
#[derive(Clone)]
pub struct Carrier {
    /// what the URL begins with: `https`
    pub scheme: &'static str,
    /// begins to speak over a connection
    pub open: Arc<dyn Fn(TcpStream) -> io::Result<Box<dyn Channel>> + Send + Sync>,
}
