//! Measures each request: how many, with which result, how long, and how many at this moment.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use prometheus::IntGauge;

use super::state::AppState;

// ANCHOR: measure
/// Middleware: measures a request and its response.
pub async fn measure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let metrics = &state.metrics;
    let method = method_label(request.method());
    let route = route_label(&request);
    let _in_flight = InFlight::enter(&metrics.in_flight);
    let start = Instant::now();
    let response = next.run(request).await;
    let seconds = start.elapsed().as_secs_f64();
    let status = response.status();
    metrics.requests.with_label_values(&[method, &route, status.as_str()]).inc();
    metrics.durations.with_label_values(&[&route]).observe(seconds);
    response
}
// ANCHOR_END: measure

// ANCHOR: labels
/// The pattern of the route, such as `/plantes/{nom}`, and never the path that the client chose.
fn route_label(request: &Request) -> String {
    let pattern = request.extensions().get::<MatchedPath>();
    pattern.map_or("unknown", MatchedPath::as_str).to_owned()
}

/// The method, if it is a usual one: a client may send any other word in its place.
pub fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "OTHER",
    }
}
// ANCHOR_END: labels

// ANCHOR: guard
/// A request without a response: counted in the gauge for as long as this value exists.
struct InFlight(IntGauge);

impl InFlight {
    fn enter(gauge: &IntGauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}
// ANCHOR_END: guard
