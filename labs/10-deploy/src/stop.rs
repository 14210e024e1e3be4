//! How the service stops. A platform sends a signal, and goes on sending requests for a moment, because not
//! all of it knows yet. So the service gives notice first:
//!
//! ```text
//! signal         notice is over          last response
//!   ├── notice ────┼── finishing ───────────┤ status 0
//!   │ not ready,   │ no new connections,
//!   │ but serves   │ idle ones are closed
//!   └────────────────────────────────────────────┤ ARRET_MS: status 1
//! ```

use std::io;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::sleep;

/// Whether the service has been told to stop. All copies know.
#[derive(Clone, Debug, Default)]
pub struct Stopping(watch::Sender<bool>);

impl Stopping {
    pub fn has_begun(&self) -> bool {
        *self.0.borrow()
    }
    // Add a method that begins the stop, and one that waits for it.
}

/// How long a stop takes.
#[derive(Clone, Copy)]
pub struct Times {
    /// how long the service still serves once it has been told to stop
    pub notice: Duration,
    /// how long everything may take, counted from the signal, the notice included
    pub limit: Duration,
}

/// How the service ended.
pub enum Ending {
    /// every request has its response
    Finished,
    /// some requests were cut off
    CutOff,
}

/// Serves until the service is told to stop, and everything is finished or its time is over.
///
/// # Errors
/// When no connection can be accepted any more.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    signal: impl Future<Output = ()> + Send + 'static,
    stopping: Stopping,
    Times { notice, limit }: Times,
) -> io::Result<Ending> {
    todo!("serve until the signal, give notice, finish; cut off what takes too long")
}

/// Waits for SIGTERM, which a platform sends, or SIGINT, which Ctrl-C sends.
///
/// # Errors
/// When the system does not let the process handle them.
#[cfg(unix)]
pub fn signal() -> io::Result<impl Future<Output = ()> + Send> {
    Ok(async { todo!("wait for one of the two") })
}

/// Waits for Ctrl-C: Windows has no SIGTERM.
///
/// # Errors
/// When the system does not let the process handle it.
#[cfg(not(unix))]
pub fn signal() -> io::Result<impl Future<Output = ()> + Send> {
    Ok(async {
        // Without it, nothing stops the service but its end.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}

#[cfg(test)]
mod tests {
    use std::future::ready;
    use std::time::Duration;

    use axum::Router;
    use tokio::net::TcpListener;

    use super::{Ending, Stopping, Times, serve};

    #[tokio::test]
    async fn a_service_without_requests_ends_when_it_is_told_to() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let times = Times { notice: Duration::ZERO, limit: Duration::from_secs(60) };

        let ending = serve(listener, Router::new(), ready(()), Stopping::default(), times).await;

        assert!(matches!(ending, Ok(Ending::Finished)));
    }
}
