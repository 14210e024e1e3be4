//! What the chapter on starting and stopping shows: bad settings, and stops by signals, recorded from a
//! process that was really started.

mod transcript;

#[cfg(unix)]
#[path = "lifecycle/process.rs"]
mod process;

use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::get;
use listings::lifecycle::{Config, Readiness, Stop, app, server};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tower::ServiceExt;

/// How long something may take that is expected to happen.
const PATIENCE: Duration = Duration::from_secs(30);

// ANCHOR: probe
#[tokio::test]
async fn only_the_probe_notices_the_notice() {
    let readiness = Readiness::default();
    let app = app(readiness.clone());
    assert_eq!(status(&app, "/health/ready").await, StatusCode::OK);

    readiness.stop();

    assert_eq!(status(&app, "/health/ready").await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(status(&app, "/health/live").await, StatusCode::OK);
    assert_eq!(status(&app, "/plantes/ficus").await, StatusCode::OK);
}
// ANCHOR_END: probe

async fn status(app: &Router, path: &str) -> StatusCode {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    app.clone().oneshot(request).await.expect("a router always responds").status()
}

// ANCHOR: drain
#[tokio::test]
async fn a_request_under_way_is_finished() {
    let server = Server::start(Duration::from_secs(60)).await;
    let response = tokio::spawn(reqwest::get(server.url("/lente")));
    server.begun.notified().await;

    server.stop.send(()).expect("the server waits for it");
    refused(server.address).await;
    server.finish.notify_one();

    let response = response.await.expect("no panic").expect("a response");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(server.outcome.await.expect("no panic"), Stop::Complete);
}
// ANCHOR_END: drain

#[tokio::test]
async fn what_still_runs_at_the_deadline_is_cut_off() {
    let server = Server::start(Duration::from_millis(300)).await;
    tokio::spawn(reqwest::get(server.url("/lente")));
    server.begun.notified().await;
    server.stop.send(()).expect("the server waits for it");
    let outcome = timeout(PATIENCE, server.outcome).await.expect("it ends in time");
    assert_eq!(outcome.expect("no panic"), Stop::CutOff);
}

// ANCHOR: server
/// A server with a slow route, which says when it has begun, and ends when it may.
struct Server {
    address: SocketAddr,
    begun: Arc<Notify>,
    finish: Arc<Notify>,
    stop: oneshot::Sender<()>,
    outcome: JoinHandle<Stop>,
}

impl Server {
    async fn start(deadline: Duration) -> Self {
        let (begun, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let slow = {
            let (begun, finish) = (Arc::clone(&begun), Arc::clone(&finish));
            async move || {
                begun.notify_one();
                finish.notified().await;
            }
        };
        let app = Router::new().route("/lente", get(slow));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, asked) = oneshot::channel();
        let signal = async {
            let _ = asked.await;
        };
        let notice = Duration::from_millis(10);
        let config = Config { host: Ipv4Addr::LOCALHOST, port: 0, notice, stop: deadline };
        let server = server::serve(listener, app, Readiness::default(), signal, config);
        let outcome = tokio::spawn(async { server.await.expect("a listener that works") });
        Self { address, begun, finish, stop, outcome }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// Waits until a new connection is refused.
async fn refused(address: SocketAddr) {
    let refusal = async { while TcpStream::connect(address).await.is_ok() {} };
    timeout(PATIENCE, refusal).await.expect("the listener is closed");
}
// ANCHOR_END: server

#[test]
fn a_bad_value_stops_the_start_and_is_named() {
    let mut lines = String::new();
    for (variable, value) in [("HOTE", "300.1.1.1"), ("PORT", "80a"), ("PREAVIS_MS", "-1")] {
        let output = Command::new(env!("CARGO_BIN_EXE_listings"))
            .arg("lifecycle")
            .env("PORT", "0")
            .env(variable, value)
            .stdin(Stdio::null())
            .output()
            .expect("it starts");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let said = String::from_utf8(output.stderr).expect("text");
        assert_eq!(said.lines().count(), 1, "{said}");
        let line: Value = serde_json::from_str(&said).expect("JSON");
        let cause = format!("the environment variable {variable} does not have a valid value");
        assert_eq!(line["cause"], cause);
        lines.push_str(&said);
    }
    transcript::assert_snapshot(
        "lifecycle-start",
        transcript::with_fixed_log(&lines, "").trim_end(),
    );
}
