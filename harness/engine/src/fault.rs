//! What can be wrong with a server. [`crate::render`] has the sentence for each fault.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use texts::Message;

use crate::difference::Difference;

/// The stable word of the contract for a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// the conversation differs from what was expected
    Mismatch,
    /// the server does not compile
    BuildFailed,
    /// the server ended by itself
    Exited,
    /// nothing listened on the port in time
    NeverListened,
    /// what was received is not HTTP
    NotHttp,
    /// no whole response in time
    TimedOut,
    /// the connection closed before the response was whole
    ConnectionLost,
}

/// A fault of the server, with what is known about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum Fault {
    /// The conversation differs from what was expected.
    Mismatch {
        /// in what
        difference: Difference,
    },
    /// The server breaks a promise of its own, its document's for instance.
    Broken {
        /// which promise, and how it is broken
        promise: Box<Message>,
    },
    /// A longer body than [`crate::limits`] allows.
    TooLong {
        /// how long it may be, in bytes
        most: usize,
    },
    /// The server does not compile; the compiler has reported why.
    BuildFailed,
    /// The server ended by itself.
    Exited {
        /// its exit status, absent when a signal ended it
        status: Option<i32>,
        /// the signal that ended it
        signal: Option<i32>,
        /// when it ended
        phase: Phase,
    },
    /// Nothing listened on 127.0.0.1 in time.
    NeverListened {
        /// after this time, in seconds
        seconds: u64,
        /// the port of `PORT`
        port: u16,
        /// where something listens instead
        elsewhere: Option<SocketAddr>,
        /// whether it was waiting for its standard input
        #[serde(default)]
        input: bool,
    },
    /// What was received is not HTTP, or breaks its rules.
    NotHttp {
        /// what is wrong with it
        problem: HttpProblem,
        /// the beginning of what was received, control characters escaped
        received: String,
    },
    /// No whole response in time.
    TimedOut {
        /// after this time, in seconds
        seconds: u64,
        /// how many bytes had been received by then
        bytes: usize,
    },
    /// The connection closed before the response was whole.
    ConnectionLost {
        /// how many bytes had been received by then
        bytes: usize,
    },
}

/// When a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// before it listened for the first time
    Start,
    /// while requests were sent to it
    Exchange,
    /// after a restart, before it listened again
    Restart,
}

/// Which rule of HTTP a response breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HttpProblem {
    /// it does not begin with a status line
    NoStatusLine,
    /// a header line cannot be parsed
    Headers,
    /// more or longer headers than [`crate::limits`] allows
    HeadersTooLarge,
    /// `Content-Length` isn't a number, or appears twice with different values
    ContentLength,
    /// a chunk of a chunked body cannot be parsed
    Chunk,
}

impl Fault {
    /// The process that was started ended in peace, and left a server behind.
    pub const LEFT_BEHIND: Self =
        Self::Exited { status: Some(0), signal: None, phase: Phase::Start };

    /// The contract's word for this fault.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Mismatch { .. } | Self::Broken { .. } | Self::TooLong { .. } => Reason::Mismatch,
            Self::BuildFailed => Reason::BuildFailed,
            Self::Exited { .. } => Reason::Exited,
            Self::NeverListened { .. } => Reason::NeverListened,
            Self::NotHttp { .. } => Reason::NotHttp,
            Self::TimedOut { .. } => Reason::TimedOut,
            Self::ConnectionLost { .. } => Reason::ConnectionLost,
        }
    }

    /// Whether the server did not get as far as the first request, so that every check would report
    /// the same fault.
    pub fn is_at_start(&self) -> bool {
        matches!(
            self,
            Self::BuildFailed
                | Self::NeverListened { .. }
                | Self::Exited { phase: Phase::Start, .. }
        )
    }
}
