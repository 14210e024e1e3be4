//! The server, and its stop: the notice, the drain and the deadline.

use std::io;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::sleep;

use super::{Config, Readiness};

// ANCHOR: outcome
/// How a stop has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// every request was answered
    Complete,
    /// some requests were still running at the deadline
    CutOff,
}
// ANCHOR_END: outcome

// ANCHOR: serve
/// Serves `app`. When `signal` ends, it stops: notice, drain, and at last the deadline.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    readiness: Readiness,
    signal: impl Future<Output = ()> + Send + 'static,
    config: Config,
) -> io::Result<Stop> {
    let (signalled, was_signalled) = oneshot::channel();
    let end_of_notice = notice(signal, signalled, readiness, config.notice);
    let server = axum::serve(listener, app).with_graceful_shutdown(end_of_notice);
    tokio::select! {
        served = server => {
            served?;
            tracing::info!("stopped, every request was answered");
            Ok(Stop::Complete)
        }
        () = deadline(was_signalled, config.stop) => {
            tracing::warn!("stopped, requests were cut off");
            Ok(Stop::CutOff)
        }
    }
}
// ANCHOR_END: serve

// ANCHOR: notice
/// Waits for the signal, and then for the notice. Meanwhile, everything is answered
/// as before, except the probe.
async fn notice(
    signal: impl Future<Output = ()>,
    signalled: oneshot::Sender<()>,
    readiness: Readiness,
    notice: Duration,
) {
    signal.await;
    readiness.stop();
    let _ = signalled.send(());
    tracing::info!("not ready any more, still accepting requests");
    sleep(notice).await;
    tracing::info!("no more requests, finishing those under way");
}
// ANCHOR_END: notice

// ANCHOR: deadline
/// Ends `stop` after the signal.
async fn deadline(was_signalled: oneshot::Receiver<()>, stop: Duration) {
    // The sender is dropped only with the server, which then has ended already.
    let _ = was_signalled.await;
    sleep(stop).await;
}
// ANCHOR_END: deadline
