//! The greenhouse without Prometheus.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode};
use axum::routing::get;
use futures_util::future::join_all;
use listings::metrics::upstream::{self, Pump};
use listings::metrics::{AppState, app, method_label};
use tokio::net::TcpListener;
use tokio::time::timeout;
use tower::ServiceExt as _;

use crate::transcript;
use run_prometheus::{PROMETHEUS, promtool_reading};

/// How long something that happens soon may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Serves a router on a free port, and returns where.
pub async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async { axum::serve(listener, app).await });
    address
}

/// The greenhouse whose pump is this service.
pub async fn with_pump(pump: Router) -> AppState {
    let pump = format!("http://{}", serve(pump).await).parse().expect("a URL");
    AppState::new(pump).expect("the greenhouse")
}

/// The greenhouse with a pump that works.
pub async fn greenhouse() -> AppState {
    with_pump(upstream::app(Pump::default())).await
}

/// The greenhouse with a pump that accepts connections, and never responds.
async fn with_silent_pump() -> AppState {
    with_pump(Router::new().fallback(std::future::pending::<StatusCode>)).await
}

fn request(method: &str, path: &str) -> Request<Body> {
    Request::builder().method(method).uri(path).body(Body::empty()).expect("a request")
}

async fn send(state: &AppState, method: &str, path: &str) -> Response<Body> {
    app(state.clone()).oneshot(request(method, path)).await.expect("a response")
}

fn text(state: &AppState, name: &str) -> String {
    state.metrics().text(Some(name)).expect("the metrics")
}

#[tokio::test]
async fn the_page_shows_what_was_measured() {
    let state = greenhouse().await;
    send(&state, "GET", "/plantes/ficus").await;
    send(&state, "GET", "/plantes/basilic").await;
    send(&state, "GET", "/plantes/orchidee").await;
    for litres in [1, 4, 5, 12] {
        send(&state, "POST", &format!("/plantes/ficus/arrosages?litres={litres}")).await;
    }
    let names = ["serre_requests_total", "serre_cuve_litres", "serre_arrosage_litres"];
    let shown = names.map(|name| text(&state, name)).concat();
    transcript::assert_snapshot("metrics-text", shown.trim_end());
}

#[tokio::test]
async fn promtool_finds_nothing_to_say_about_the_metrics() {
    let state = greenhouse().await;
    send(&state, "POST", "/plantes/ficus/arrosages?litres=1").await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("metrics.txt");
    fs::write(&path, state.metrics().text(None).expect("the metrics")).expect("written");
    let file = File::open(&path).expect("a file");
    let checked = promtool_reading(file.into(), &["check", "metrics"], folder.path());
    let Some((succeeds, printed)) = checked else { return PROMETHEUS.skip() };
    assert!(succeeds && printed.is_empty(), "{printed}");
}

#[tokio::test]
async fn a_duration_is_in_all_buckets_from_its_own_up() {
    let state = greenhouse().await;
    // 20 litres take at least 100 ms.
    send(&state, "POST", "/plantes/ficus/arrosages?litres=20").await;
    let text = text(&state, "serre_request_duration_seconds");
    let route = r#"route="/plantes/{nom}/arrosages""#;
    for (le, count) in [("0.01", 0), ("0.05", 0), ("0.1", 0), ("5", 1), ("+Inf", 1)] {
        let line = format!("serre_request_duration_seconds_bucket{{{route},le=\"{le}\"}} {count}");
        assert!(text.contains(&line), "{line}\n{text}");
    }
}

// ANCHOR: leaves
#[tokio::test]
async fn when_a_client_leaves_the_gauge_falls() {
    let state = with_silent_pump().await;
    let request = request("POST", "/plantes/ficus/arrosages?litres=1");
    let mut response = Box::pin(app(state.clone()).oneshot(request));
    // The client waits for a moment, and closes the connection: axum drops the future.
    timeout(Duration::from_millis(100), &mut response).await.expect_err("no response yet");
    assert!(text(&state, "serre_requests_in_flight").ends_with(" 1\n"));
    drop(response);
    assert!(text(&state, "serre_requests_in_flight").ends_with(" 0\n"));
}
// ANCHOR_END: leaves

#[tokio::test]
async fn a_connection_that_is_closed_drops_the_request() {
    let state = with_silent_pump().await;
    let address = serve(app(state.clone())).await;
    let url = format!("http://{address}/plantes/ficus/arrosages?litres=1");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let sent = tokio::spawn(client.post(url).send());
    wait_for(|| text(&state, "serre_requests_in_flight").ends_with(" 1\n")).await;
    sent.abort();
    wait_for(|| text(&state, "serre_requests_in_flight").ends_with(" 0\n")).await;
}

/// Waits until a condition is true.
async fn wait_for(condition: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "it never happens");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

// ANCHOR: grow
#[tokio::test]
async fn clients_create_no_series() {
    let state = greenhouse().await;
    for n in 0..100 {
        send(&state, "GET", &format!("/plantes/{n}")).await;
        send(&state, "GET", &format!("/secret/{n}.php")).await;
        send(&state, &format!("METHOD{n}"), "/plantes/ficus").await;
    }
    let text = text(&state, "serre_requests_total");
    let series: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        series,
        [
            r#"serre_requests_total{method="GET",route="/plantes/{nom}",status="404"} 100"#,
            r#"serre_requests_total{method="GET",route="unknown",status="404"} 100"#,
            r#"serre_requests_total{method="OTHER",route="/plantes/{nom}",status="405"} 100"#,
        ]
    );
}
// ANCHOR_END: grow

#[test]
fn a_usual_method_has_its_name() {
    assert_eq!(method_label(&Method::PUT), "PUT");
    assert_eq!(method_label(&Method::PATCH), "OTHER");
}

#[tokio::test]
async fn what_monitors_the_service_is_not_measured() {
    let state = greenhouse().await;
    for path in ["/livez", "/readyz", "/metrics"] {
        assert_eq!(send(&state, "GET", path).await.status(), StatusCode::OK, "{path}");
    }
    assert_eq!(text(&state, "serre_requests_total"), "");
    let response = send(&state, "GET", "/metrics").await;
    assert_eq!(response.headers()["content-type"], "text/plain; version=0.0.4");
}

#[tokio::test]
async fn with_a_silent_pump_the_process_is_live_and_not_ready() {
    let state = with_silent_pump().await;
    assert_eq!(send(&state, "GET", "/livez").await.status(), StatusCode::OK);
    let ready = timeout(PATIENCE, send(&state, "GET", "/readyz")).await.expect("a time limit");
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn twenty_probes_at_once_ask_the_pump_once() {
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let live = move || async move {
        count.fetch_add(1, Ordering::Relaxed);
        StatusCode::OK
    };
    let state = with_pump(Router::new().route("/livez", get(live))).await;
    let probes = (0..20).map(|_| send(&state, "GET", "/readyz"));
    for response in join_all(probes).await {
        assert_eq!(response.status(), StatusCode::OK);
    }
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}
