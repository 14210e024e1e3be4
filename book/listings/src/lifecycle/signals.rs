//! The signals that ask the service to stop.

#[cfg(not(unix))]
pub use elsewhere::StopSignal;
#[cfg(unix)]
pub use on_unix::StopSignal;

#[cfg(unix)]
mod on_unix {
    // ANCHOR: signals
    use std::io;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// The two signals that ask a service to stop.
    pub struct StopSignal {
        terminate: Signal,
        interrupt: Signal,
    }

    impl StopSignal {
        /// From now on, these signals no longer end the process: somebody has to wait for them.
        pub fn install() -> io::Result<Self> {
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
                interrupt: signal(SignalKind::interrupt())?,
            })
        }

        /// Ends at the first of them, the one that was received before this call included.
        pub async fn received(mut self) {
            tokio::select! {
                _ = self.terminate.recv() => {}
                _ = self.interrupt.recv() => {}
            }
        }
    }
    // ANCHOR_END: signals
}

#[cfg(not(unix))]
mod elsewhere {
    use std::io;

    /// Ctrl-C, the only one that every system has.
    pub struct StopSignal;

    impl StopSignal {
        /// Like its namesake on Unix, which has more signals.
        pub fn install() -> io::Result<Self> {
            Ok(Self)
        }

        /// Ends at Ctrl-C.
        pub async fn received(self) {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
