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
    // SOLUTION-BEGIN

    fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Waits until the service is told to stop.
    async fn begun(&self) {
        // Fails only once the sender is gone, which `self` is.
        let _ = self.0.subscribe().wait_for(|has_begun| *has_begun).await;
    }
    // SOLUTION-ELSE
    // // Add a method that begins the stop, and one that waits for it.
    // SOLUTION-END
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
    // SOLUTION-BEGIN
    let notice_is_over = {
        let stopping = stopping.clone();
        async move {
            signal.await;
            stopping.begin();
            tracing::info!("stopping");
            sleep(notice).await;
        }
    };
    let time_is_over = async {
        stopping.begun().await;
        sleep(limit).await;
    };
    // Then it accepts no more connections, closes those that are idle, and waits for the others.
    let finished = axum::serve(listener, app).with_graceful_shutdown(notice_is_over);
    tokio::select! {
        result = finished => result.map(|()| Ending::Finished),
        () = time_is_over => Ok(Ending::CutOff),
    }
    // SOLUTION-ELSE
    // todo!("serve until the signal, give notice, finish; cut off what takes too long")
    // SOLUTION-END
}

/// Waits for SIGTERM, which a platform sends, or SIGINT, which Ctrl-C sends.
///
/// # Errors
/// When the system does not let the process handle them.
#[cfg(unix)]
pub fn signal() -> io::Result<impl Future<Output = ()> + Send> {
    // SOLUTION-BEGIN
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
    // SOLUTION-ELSE
    // Ok(async { todo!("wait for one of the two") })
    // SOLUTION-END
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
    // SOLUTION-BEGIN
    use std::net::SocketAddr;
    use std::sync::Arc;
    // SOLUTION-END
    use std::time::Duration;

    use axum::Router;
    // SOLUTION-BEGIN
    use axum::routing::get;
    // SOLUTION-END
    use tokio::net::TcpListener;
    // SOLUTION-BEGIN
    use tokio::net::TcpStream;
    use tokio::sync::Notify;
    use tokio::task::JoinHandle;
    // SOLUTION-END

    use super::{Ending, Stopping, Times, serve};

    #[tokio::test]
    async fn a_service_without_requests_ends_when_it_is_told_to() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let times = Times { notice: Duration::ZERO, limit: Duration::from_secs(60) };

        let ending = serve(listener, Router::new(), ready(()), Stopping::default(), times).await;

        assert!(matches!(ending, Ok(Ending::Finished)));
    }
    // SOLUTION-BEGIN

    #[tokio::test]
    async fn a_request_under_way_is_finished_and_no_other_is_accepted() {
        let service = Service::start(60_000).await;
        let request = service.request().await;

        service.stop.notify_one();
        while TcpStream::connect(service.address).await.is_ok() {}
        service.release.notify_one();

        assert!(service.stopping.has_begun());
        assert!(request.await.expect("no panic"));
        assert!(matches!(service.serving.await, Ok(Ending::Finished)));
    }

    #[tokio::test]
    async fn what_is_not_finished_in_time_is_cut_off() {
        let service = Service::start(1).await;
        let _request = service.request().await;

        service.stop.notify_one();

        assert!(matches!(service.serving.await, Ok(Ending::CutOff)));
    }

    /// A service with one route, which responds once `release` is notified.
    struct Service {
        address: SocketAddr,
        stop: Arc<Notify>,
        arrived: Arc<Notify>,
        release: Arc<Notify>,
        stopping: Stopping,
        serving: JoinHandle<Ending>,
    }

    impl Service {
        /// Starts it without a notice, and with this limit in milliseconds.
        async fn start(limit: u64) -> Self {
            let [stop, arrived, release] = [(); 3].map(|()| Arc::new(Notify::new()));
            let times = Times { notice: Duration::ZERO, limit: Duration::from_millis(limit) };
            let (arrives, held) = (Arc::clone(&arrived), Arc::clone(&release));
            let handler = async move || {
                arrives.notify_one();
                held.notified().await;
            };
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let address = listener.local_addr().expect("an address");
            let stopping = Stopping::default();
            let (told, all) = (Arc::clone(&stop), stopping.clone());
            let serving = tokio::spawn(async move {
                let app = Router::new().route("/", get(handler));
                let signal = async move { told.notified().await };
                serve(listener, app, signal, all, times).await.expect("it serves")
            });
            Self { address, stop, arrived, release, stopping, serving }
        }

        /// Sends a request, and waits until it has arrived. Whether it gets its response comes later.
        async fn request(&self) -> JoinHandle<bool> {
            let url = format!("http://{}/", self.address);
            let request = tokio::spawn(async move { reqwest::get(url).await.is_ok() });
            self.arrived.notified().await;
            request
        }
    }
    // SOLUTION-END
}
