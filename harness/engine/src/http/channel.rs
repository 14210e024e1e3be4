//! What carries the bytes between a client and a server: TCP, or something that is spoken over it.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;

/// A connection that is open.
pub trait Channel: Read + Write + Send {
    /// The TCP connection below, which has the deadlines.
    fn tcp(&self) -> &TcpStream;

    /// Says that nothing more will be sent. The other side may have closed the connection already.
    fn end_sending(&mut self);
}

impl Channel for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }

    fn end_sending(&mut self) {
        // Fails when the other side has closed it, as intended.
        let _ = self.shutdown(Shutdown::Write);
    }
}

impl Channel for Box<dyn Channel> {
    fn tcp(&self) -> &TcpStream {
        self.as_ref().tcp()
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
