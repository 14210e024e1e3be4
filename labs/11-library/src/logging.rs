//! What the service writes to stderr: one line for each request, and the cause of each failure.

use std::io;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Sends the log to stderr: the lines of this service, and the errors of its libraries.
///
/// The lines have no time: whatever collects them (journald, Docker) adds it.
pub fn init() {
    let levels = Targets::new()
        .with_default(LevelFilter::ERROR)
        .with_target(env!("CARGO_CRATE_NAME"), LevelFilter::INFO);
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .without_time()
        .with_target(false)
        .finish()
        .with(levels)
        .init();
}

/// Middleware: one line for each request, written before its response leaves. The query string is
/// left out, because it belongs to the client and may be private.
pub async fn log_request(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    tracing::info!(%method, path, status = response.status().as_u16());
    response
}
