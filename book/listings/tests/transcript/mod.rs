//! Sends requests to a listing over real HTTP and compares the transcript with its snapshot.
#![allow(dead_code, reason = "no chapter uses all of it")]

use std::net::{Ipv4Addr, SocketAddr, TcpStream};

use axum::Router;
use engine::http::{Response, exchange};
use engine::limits;
use tokio::net::TcpListener;
use uuid::Uuid;

/// The headers of a response that a transcript shows; the others are the framework's.
const SHOWN: [&str; 6] =
    ["allow", "location", "accept", "cache-control", "www-authenticate", "content-type"];

/// Serves `app` on a free port, sends these requests in order and returns the transcript, in the
/// form of the labs' snapshots.
///
/// A request is its request line, its headers and, after an empty line, its body. `Host` and
/// `Content-Length` are added to it.
pub async fn of(app: Router, requests: &[&str]) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let mut exchanges = Vec::new();
    for request in requests {
        let wire = wire(request, address);
        let response = tokio::task::spawn_blocking(move || {
            let stream = TcpStream::connect(address).expect("a connection");
            exchange(stream, wire.as_bytes(), limits::EXCHANGE).expect("a response")
        });
        exchanges.push(format!(
            "{}\n\n{}",
            shown_request(request),
            shown_response(&response.await.expect("no panic"))
        ));
    }
    server.abort();
    exchanges.join("\n\n###\n\n")
}

/// Compares `text` with `snapshots/NAME.snap`, which the book includes.
pub fn assert_snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// `text` with one id in place of every UUID, because they differ at every run.
pub fn with_fixed_ids(text: &str) -> String {
    const FIXED: &str = "5b8f2d1c-3f0e-4c57-9a41-6d2e8b7f1a90";
    let is_id = |&at: &usize| {
        let id = text.get(at..at + FIXED.len());
        id.is_some_and(|id| Uuid::try_parse(id).is_ok_and(|uuid| uuid.get_version_num() == 4))
    };
    let mut fixed = text.to_owned();
    for at in (0..text.len()).filter(is_id) {
        fixed.replace_range(at..at + FIXED.len(), FIXED);
    }
    fixed
}

/// The token that stands for all others. The chapter on authentication reads it byte by byte.
pub const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.\
    eyJpc3MiOiJzZXJyZXMiLCJzdWIiOiJsZWEiLCJyb2xlcyI6WyJqYXJkaW5pZXIiXSwiaWF0IjoxODAwMDAwMDAw\
    LCJleHAiOjE4MDAwMDA5MDAsImp0aSI6IjViOGYyZDFjLTNmMGUtNGM1Ny05YTQxLTZkMmU4YjdmMWE5MCJ9.\
    1CnSARez98ffToQY74lppF4cDJHBZlcBai9bsNNYQTI";

/// `text` with one token in place of every JSON Web Token, because they differ at every run.
pub fn with_fixed_tokens(text: &str) -> String {
    let mut fixed = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("eyJ") {
        fixed.push_str(&rest[..at]);
        fixed.push_str(TOKEN);
        rest = &rest[at + token_at(&rest[at..]).len()..];
    }
    fixed + rest
}

/// `text` with the times of the token above in place of those of any other token.
pub fn with_fixed_times(text: &str) -> String {
    let mut fixed = text.to_owned();
    for (claim, time) in [("\"iat\":", "1800000000"), ("\"exp\":", "1800000900")] {
        if let Some(at) = fixed.find(claim).map(|at| at + claim.len()) {
            let is_digit = |c: char| c.is_ascii_digit();
            let end = fixed[at..].find(|c| !is_digit(c)).map_or(fixed.len(), |length| at + length);
            fixed.replace_range(at..end, time);
        }
    }
    fixed
}

/// The token at the beginning of a text.
pub fn token_at(text: &str) -> &str {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    &text[..text.find(|c| !is_part(c)).unwrap_or(text.len())]
}

/// Lines of JSON without what is different at every run: the time, the duration, and the ids that
/// were not `sent`. Different ids stay different.
pub fn with_fixed_log(lines: &str, sent: &str) -> String {
    const REQUESTS: [&str; 3] = [
        "5b8f2d1c-3f0e-4c57-9a41-6d2e8b7f1a90",
        "c04e7a52-9b1d-4f36-8e2a-17d5f3b6a048",
        "e91b3c7f-26a8-4d05-b4f9-0a8c5d2e6b13",
    ];
    const TRACES: [&str; 3] = [
        "8a3c60f7d18b4e2f9b05c1ea4d7f2360",
        "1f9e27b4c6534d0a8e71b3d95a0c4f82",
        "d5702b9e4f1c4a68b3e80c76f2915da4",
    ];
    const PARENTS: [&str; 3] = ["b7ad6b7169203331", "a2fb4a1d1a96d312", "9c41e80f5d27b6a3"];
    let mut fixed = lines.to_owned();
    for (key, ids) in [("request_id", REQUESTS), ("trace_id", TRACES), ("parent_id", PARENTS)] {
        let mut seen: Vec<String> = Vec::new();
        fixed = with_values(&fixed, &format!("\"{key}\":\""), |id| {
            if sent.contains(id) {
                return id.to_owned();
            }
            let at = seen.iter().position(|it| it == id).unwrap_or_else(|| {
                seen.push(id.to_owned());
                seen.len() - 1
            });
            ids[at].to_owned()
        });
    }
    let fixed =
        with_values(&fixed, "\"timestamp\":\"", |_| "2027-03-01T09:12:04.318220Z".to_owned());
    with_values(&fixed, "\"duration_ms\":", |duration| {
        // A second is a timeout; everything else is fast.
        let millis = duration.parse::<f64>().expect("a number");
        if millis >= 1000.0 { "1001.4" } else { "1.8" }.to_owned()
    })
}

/// `text` with another value after each `key`: up to the next quotation mark, comma or brace.
fn with_values(text: &str, key: &str, mut other: impl FnMut(&str) -> String) -> String {
    let mut pieces = text.split(key);
    let mut changed = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (value, rest) = piece.split_at(piece.find(['"', ',', '}']).unwrap_or(piece.len()));
        changed.push_str(&format!("{key}{}{rest}", other(value)));
    }
    changed
}

fn wire(request: &str, address: SocketAddr) -> String {
    let (head, body) = parts(request);
    let (line, headers) = head.split_once('\n').unwrap_or((head, ""));
    let mut wire = format!("{line} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for header in headers.lines() {
        wire.push_str(&format!("{header}\r\n"));
    }
    if let Some(body) = body {
        wire.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    format!("{wire}\r\n{}", body.unwrap_or_default())
}

fn parts(request: &str) -> (&str, Option<&str>) {
    match request.split_once("\n\n") {
        Some((head, body)) => (head, Some(body)),
        None => (request, None),
    }
}

fn shown_request(request: &str) -> String {
    match parts(request) {
        (head, Some(body)) => format!("{head}\n\n{}", indented(body)),
        (head, None) => head.to_owned(),
    }
}

fn shown_response(response: &Response) -> String {
    let mut text = format!("HTTP {}", response.status);
    for name in SHOWN {
        if let Some(value) = response.header(name) {
            text.push_str(&format!("\n{name}: {value}"));
        }
    }
    let body = String::from_utf8_lossy(&response.body);
    if !body.is_empty() {
        text.push_str(&format!("\n\n{}", indented(body.trim_end())));
    }
    text
}

/// JSON indented, anything else unchanged. Indented JSON keeps the order of its keys and the
/// digits of its numbers.
fn indented(body: &str) -> String {
    let mut text = Vec::new();
    let mut pretty = serde_json::Serializer::pretty(&mut text);
    let mut from = serde_json::Deserializer::from_str(body);
    match serde_transcode::transcode(&mut from, &mut pretty).and_then(|()| from.end()) {
        Ok(()) => String::from_utf8(text).expect("JSON is UTF-8"),
        Err(_) => body.to_owned(),
    }
}
