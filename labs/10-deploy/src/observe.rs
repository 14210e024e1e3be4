//! What is recorded of each request: a line in the log, a count, how long it took, and that it is under way.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tracing::{Instrument, Level};

use crate::metrics::Metrics;
use crate::request_id::RequestId;
use crate::trace_context::TraceContext;

/// The route of a path that no route matches.
const UNKNOWN: &str = "unknown";

/// What Prometheus and the platform ask every few seconds: it would hide what clients ask.
const PROBES: [&str; 3] = ["/metrics", "/health/live", "/health/ready"];

/// What the log says about a request, apart from its response.
struct Recorded {
    request_id: String,
    trace_id: String,
    method: Method,
    /// the pattern, such as `/api/produits/{id}`
    route: String,
    /// as the client encoded it, and without the query, which may be private
    path: String,
}

impl Recorded {
    fn of(request: &Request) -> Self {
        let extensions = request.extensions();
        let request_id = extensions.get::<RequestId>().map(RequestId::as_str).unwrap_or_default();
        let trace_id = extensions.get::<TraceContext>().map(TraceContext::trace_id);
        Self {
            request_id: request_id.to_owned(),
            trace_id: trace_id.unwrap_or_default(),
            method: request.method().clone(),
            route: extensions.get::<MatchedPath>().map_or(UNKNOWN, MatchedPath::as_str).to_owned(),
            path: request.uri().path().to_owned(),
        }
    }

    fn is_probe(&self) -> bool {
        self.method == Method::GET && PROBES.contains(&self.route.as_str())
    }
}

/// Middleware: records a request and its response.
pub async fn observe(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    let recorded = Recorded::of(&request);
    if recorded.is_probe() {
        return next.run(request).await;
    }
    let Recorded { request_id, trace_id, .. } = &recorded;
    // Whatever is logged meanwhile belongs to this request. At `error`, so that no level hides it.
    let span = tracing::error_span!("request", request_id, trace_id);
    let in_flight = metrics.enter();
    let start = Instant::now();
    let response = next.run(request).instrument(span).await;
    let seconds = start.elapsed().as_secs_f64();
    drop(in_flight);
    metrics.answered(&recorded.method, &recorded.route, response.status(), seconds);
    log(&recorded, response.status(), seconds);
    response
}

/// Writes the line of a request, at the level that its status calls for.
fn log(recorded: &Recorded, status: StatusCode, seconds: f64) {
    let Recorded { request_id, trace_id, method, route, path } = recorded;
    // The level of an event is a constant, so there is an event for each.
    macro_rules! line {
        ($level:expr) => {
            tracing::event!(
                $level,
                request_id,
                trace_id,
                %method,
                route,
                path,
                status = status.as_u16(),
                duration_ms = seconds * 1_000.0,
                "request"
            )
        };
    }
    match status.as_u16() {
        500.. => line!(Level::ERROR),
        400.. => line!(Level::WARN),
        _ => line!(Level::INFO),
    }
}
