//! What the chapter on logs shows: which ids are accepted and passed on, what a line contains at
//! each level, and how the program says why it does not start.

mod transcript;

use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use axum::routing::get;
use listings::logs::context::{Context, TRACEPARENT, TRACESTATE, X_REQUEST_ID};
use listings::logs::subscriber::json;
use listings::logs::{app, sensors};
use reqwest::Url;
use serde_json::Value;
use tokio::net::TcpListener;
use tower::ServiceExt;
use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;

/// A valid `traceparent`, from the page.
const TRACEPARENT_OF_PAGE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

// ANCHOR: memory
/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no writer panics").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Log {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}
// ANCHOR_END: memory

impl Log {
    /// Receives the events of this thread, until the guard is dropped.
    fn record(&self, level: LevelFilter) -> DefaultGuard {
        tracing::subscriber::set_default(json(level, self.clone()))
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no writer panics").clone()).expect("text")
    }

    fn lines(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

/// Serves a router on a free port, and returns its address.
async fn serve(router: Router) -> Url {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async { axum::serve(listener, router).await });
    url.parse().expect("a URL")
}

/// The greenhouse, without a sensor service.
fn greenhouse() -> Router {
    app("http://127.0.0.1:1".parse().expect("a URL")).expect("an HTTP client")
}

fn request(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).expect("a request")
}

async fn response(app: &Router, request: Request<Body>) -> Response {
    app.clone().oneshot(request).await.expect("a router always responds")
}

// ANCHOR: line
#[tokio::test]
async fn a_request_without_route_has_a_line_without_its_query() {
    let log = Log::default();
    let recording = log.record(LevelFilter::INFO);

    response(&greenhouse(), request("/absent%20ici?jeton=s3cret")).await;
    drop(recording);

    let [line] = &log.lines()[..] else { panic!("not one line: {}", log.text()) };
    assert_eq!(line["route"], "unknown");
    assert_eq!(line["path"], "/absent%20ici");
    assert_eq!(line["status"], 404);
    assert_eq!(line["level"], "WARN");
    assert!(!log.text().contains("s3cret"));
}
// ANCHOR_END: line

#[tokio::test]
async fn the_route_of_a_405_is_known() {
    let log = Log::default();
    let recording = log.record(LevelFilter::INFO);
    let request = Request::delete("/plantes/Thym").body(Body::empty()).expect("a request");
    assert_eq!(response(&greenhouse(), request).await.status(), StatusCode::METHOD_NOT_ALLOWED);
    drop(recording);
    assert_eq!(log.lines()[0]["route"], "/plantes/{nom}");
}

#[tokio::test]
async fn a_panic_gets_a_500_and_a_line() {
    let log = Log::default();
    let recording = log.record(LevelFilter::INFO);
    let response = response(&greenhouse(), request("/doses/10/0")).await;
    drop(recording);
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(log.lines().last().expect("a line")["level"], "ERROR");
}

#[tokio::test]
async fn at_the_level_error_an_error_still_has_the_ids_of_its_request() {
    let log = Log::default();
    let recording = log.record(LevelFilter::ERROR);
    let mut request = request("/releves/nord");
    request.headers_mut().insert(X_REQUEST_ID, "essai-7".parse().expect("a value"));
    response(&greenhouse(), request).await;
    drop(recording);
    let lines = log.lines();
    assert_eq!(lines.len(), 2, "{}", log.text());
    assert_eq!(lines[0]["spans"][0]["request_id"], "essai-7");
    assert_eq!(lines[1]["request_id"], "essai-7");
}

#[tokio::test]
async fn each_level_has_its_lines() {
    let sensors = serve(sensors::app()).await;
    let app = app(sensors).expect("an HTTP client");
    let mut counts = Vec::new();
    for level in [LevelFilter::ERROR, LevelFilter::WARN, LevelFilter::INFO, LevelFilter::DEBUG] {
        let log = Log::default();
        let recording = log.record(level);
        for path in ["/releves/nord", "/releves/ouest", "/releves/en-panne"] {
            response(&app, request(path)).await;
        }
        drop(recording);
        let lines = log.lines();
        let of_greenhouse = |line: &&Value| !line.to_string().contains("capteurs");
        counts.push(lines.iter().filter(of_greenhouse).count());
    }
    assert!(counts.is_sorted() && counts[0] > 0 && counts[3] > counts[2], "{counts:?}");
}

fn context(headers: &[(&'static str, &str)]) -> Context {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, value.parse().expect("a value"));
    }
    Context::of(&map)
}

// ANCHOR: invalid
#[test]
fn an_invalid_traceparent_begins_a_new_trace() {
    for invalid in [
        "",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-suite",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ] {
        let context = context(&[("traceparent", invalid), ("tracestate", "serre=1")]);
        let headers = context.headers("b7ad6b7169203331");
        assert_ne!(context.trace.id, "4bf92f3577b34da6a3ce929d0e0e4736", "{invalid}");
        assert!(!headers.contains_key(TRACESTATE), "{invalid}");
    }
}
// ANCHOR_END: invalid

#[test]
fn two_parents_are_none() {
    let parent = ("traceparent", TRACEPARENT_OF_PAGE);
    assert_ne!(context(&[parent, parent]).trace.id, context(&[parent]).trace.id);
}

#[test]
fn a_valid_trace_is_continued_under_another_parent() {
    for (sent, passed_on) in [("01", "01"), ("00", "00"), ("03", "01"), ("02", "00")] {
        let parent = format!("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-{sent}");
        let context = context(&[
            ("traceparent", &parent),
            ("tracestate", "serre=1,meteo=t61"),
            ("tracestate", "b=2"),
        ]);
        let headers = context.headers("b7ad6b7169203331");
        let expected = format!("00-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-{passed_on}");
        assert_eq!(headers[TRACEPARENT], expected);
        let states: Vec<_> = headers.get_all(TRACESTATE).iter().collect();
        assert_eq!(states, ["serre=1,meteo=t61", "b=2"]);
    }
}

/// The headers that a sensor service receives, as the page shows them.
type Received = Arc<Mutex<String>>;

#[tokio::test]
async fn what_the_sensor_service_receives() {
    let received = Received::default();
    let note = async |State(received): State<Received>, headers: HeaderMap| {
        let line = |name: &str| format!("{name}: {}", headers[name].to_str().expect("text"));
        let lines = ["x-request-id", "traceparent", "tracestate"].map(line);
        *received.lock().expect("no handler panics") = lines.join("\n");
        StatusCode::NOT_FOUND
    };
    let station =
        Router::new().route("/capteurs/{serre}", get(note)).with_state(Arc::clone(&received));
    let app = app(serve(station).await).expect("an HTTP client");
    let mut request = request("/releves/nord");
    for (name, value) in
        [(X_REQUEST_ID, "essai-7"), (TRACEPARENT, TRACEPARENT_OF_PAGE), (TRACESTATE, "serre=1")]
    {
        request.headers_mut().insert(name, value.parse().expect("a value"));
    }
    response(&app, request).await;

    let mut received = received.lock().expect("no handler panics").clone();
    let at = received.find("-01\n").expect("a sampled trace") - 16;
    assert_ne!(received[at..at + 16], *"00f067aa0ba902b7");
    received.replace_range(at..at + 16, "b7ad6b7169203331");
    transcript::assert_snapshot("logs-received", &received);
}

/// What a subscriber writes for these events.
fn written<S: Subscriber + Send + Sync + 'static>(of: impl Fn(Log) -> S, events: fn()) -> String {
    let log = Log::default();
    tracing::subscriber::with_default(of(log.clone()), events);
    log.text()
}

/// Lines of JSON, as the greenhouse writes them.
fn flat(log: Log) -> impl Subscriber + Send + Sync {
    json(LevelFilter::INFO, log)
}

/// Lines of JSON, as `tracing_subscriber` writes them by default.
fn nested(log: Log) -> impl Subscriber + Send + Sync {
    tracing_subscriber::fmt().json().with_writer(log).finish()
}

/// Lines of text.
fn text(log: Log) -> impl Subscriber + Send + Sync {
    tracing_subscriber::fmt().with_ansi(false).with_writer(log).finish()
}

#[test]
fn an_event_as_text_and_as_json() {
    let event = || {
        tracing::info!(target: "listings::plantes", nom = "Basilic", litres = 2, "plante arrosée");
    };
    let as_text = written(text, event);
    let (_time, as_text) = as_text.split_once(' ').expect("a time");
    let shown = [
        format!("2027-03-01T09:12:04.318220Z {as_text}"),
        transcript::with_fixed_log(&written(nested, event), ""),
        transcript::with_fixed_log(&written(flat, event), ""),
    ];
    for (name, shown) in ["logs-text", "logs-nested", "logs-flat"].into_iter().zip(shown) {
        transcript::assert_snapshot(name, shown.trim_end());
    }
}

/// Line breaks, quotation marks and terminal escapes: what a client can send in a JSON string.
const HOSTILE: &str = "a\"b\\c\nd\r\te\u{1b}[2Jf\u{7f}g\u{9b}h";

#[test]
fn json_escapes_what_could_be_a_line_of_its_own_or_a_command_of_the_terminal() {
    let line = written(flat, || tracing::info!(target: "listings", nom = HOSTILE, "{HOSTILE}"));
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(line.contains(r#""nom":"a\"b\\c\nd\r\te\u001b[2Jf"#), "{line}");
    // These two control characters are valid in JSON as they are.
    assert!(line.contains("f\u{7f}g\u{9b}h"), "{line}");
    let line: Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!((&line["nom"], &line["message"]), (&HOSTILE.into(), &HOSTILE.into()));
}

#[test]
fn text_does_not_escape_what_is_only_displayed() {
    let lines = written(text, || tracing::info!(nom = HOSTILE, "x"));
    assert_eq!(lines.lines().count(), 1, "{lines}");
    let lines = written(text, || tracing::info!(nom = %HOSTILE, "x"));
    assert_eq!(lines.lines().count(), 2, "{lines}");
    assert!(lines.contains("\u{1b}[2J"), "{lines}");
    let lines = written(text, || tracing::info!("{HOSTILE}"));
    assert_eq!(lines.lines().count(), 2, "{lines}");
}

#[test]
fn a_field_with_the_name_of_a_key_is_written_twice() {
    let line = written(flat, || tracing::info!(target: "listings", level = 3, "arrosage"));
    assert_eq!(line.matches(r#""level":"#).count(), 2, "{line}");
}

#[test]
fn why_it_does_not_start_is_json() {
    let start = |variable: &str, value: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_listings"))
            .arg("logs")
            .env("PORT", "0")
            .env(variable, value)
            .stdin(Stdio::null())
            .output()
            .expect("it starts");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        String::from_utf8(output.stderr).expect("text")
    };
    let taken = StdListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let lines = start("PORT", &port) + &start("RUST_LOG", "bavard");
    transcript::assert_snapshot("logs-start", transcript::with_fixed_log(&lines, "").trim_end());
}
