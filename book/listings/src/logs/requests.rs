//! One line for each request.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use super::context::{Context, X_REQUEST_ID};

// ANCHOR: log
/// Middleware: gives a request its ids, runs it inside a span, and writes its line.
pub async fn log(
    State(service): State<&'static str>,
    mut request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let context = Context::of(request.headers());
    let line = Line::of(&request, service);
    request.extensions_mut().insert(context.clone());

    let Context { request_id, trace } = &context;
    let span = tracing::error_span!("request", service, request_id, trace_id = trace.id);
    let mut response = next.run(request).instrument(span).await;

    line.write(&context, response.status().as_u16(), start.elapsed());
    let id = HeaderValue::try_from(request_id).expect("harmless characters");
    response.headers_mut().insert(X_REQUEST_ID, id);
    response
}
// ANCHOR_END: log

// ANCHOR: line
/// What the line of a request says about it before it is handled.
struct Line {
    service: &'static str,
    method: String,
    route: String,
    path: String,
}

impl Line {
    fn of(request: &Request, service: &'static str) -> Self {
        let route = request.extensions().get::<MatchedPath>();
        Self {
            service,
            method: request.method().to_string(),
            route: route.map_or("unknown", MatchedPath::as_str).to_owned(),
            // Still encoded, and without the query.
            path: request.uri().path().to_owned(),
        }
    }
}
// ANCHOR_END: line

/// An event with the fields of a request's line. A level must be known at compile time.
macro_rules! request {
    ($level:ident, $line:ident, $context:ident, $status:ident, $duration_ms:ident) => {
        tracing::event!(
            tracing::Level::$level,
            service = $line.service,
            request_id = $context.request_id,
            trace_id = $context.trace.id,
            method = $line.method,
            route = $line.route,
            path = $line.path,
            status = $status,
            duration_ms = $duration_ms,
            "request"
        )
    };
}

// ANCHOR: write
impl Line {
    fn write(&self, context: &Context, status: u16, duration: Duration) {
        let duration_ms = tenths(duration);
        match status {
            500.. => request!(ERROR, self, context, status, duration_ms),
            400.. => request!(WARN, self, context, status, duration_ms),
            _ => request!(INFO, self, context, status, duration_ms),
        }
    }
}
// ANCHOR_END: write

/// Milliseconds, to a tenth.
fn tenths(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10_000.0).round() / 10.0
}
