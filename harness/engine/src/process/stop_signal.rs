//! The signals that tell a process to stop.

/// What tells a process to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopSignal {
    /// SIGTERM, which platforms send
    Terminate,
    /// SIGINT, which Ctrl-C sends
    Interrupt,
}

impl StopSignal {
    /// The name of the signal, as `kill` takes it after `-`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terminate => "TERM",
            Self::Interrupt => "INT",
        }
    }
}
