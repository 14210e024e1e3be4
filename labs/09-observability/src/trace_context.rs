//! The trace of a request: which request of which client caused it, across services. Two headers carry it
//! from service to service, as the W3C describes: <https://www.w3.org/TR/trace-context/>.
//!
//! ```text
//! traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
//!              │  │                                │                └─ flags: bit 0 says "recorded"
//!              │  └─ trace id, the same everywhere  └─ parent id, of the caller's part
//!              └─ version
//! ```

use std::num::{NonZeroU64, NonZeroU128};

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// The trace that a request belongs to.
#[derive(Clone, Debug)]
pub struct TraceContext {
    trace_id: NonZeroU128,
    is_sampled: bool,
    /// what other systems noted, which is passed on as it is
    state: Vec<HeaderValue>,
}

impl TraceContext {
    /// The trace of the caller if its header is valid and alone, else a new one.
    fn of(headers: &HeaderMap) -> Self {
        // Continue the caller's trace, if there is one.
        Self::new()
    }

    fn new() -> Self {
        Self { trace_id: rand::random(), is_sampled: true, state: Vec::new() }
    }

    /// The trace id, as the log has it: 32 hexadecimal digits.
    pub fn trace_id(&self) -> String {
        format!("{:032x}", self.trace_id)
    }

    /// The headers of a call that this request causes, with a parent id of its own.
    pub fn headers(&self) -> HeaderMap {
        // Write `traceparent` and `tracestate`.
        HeaderMap::new()
    }
}

/// Middleware: gives the request its trace, which handlers get as `Extension<TraceContext>`.
pub async fn assign(mut request: Request, next: Next) -> Response {
    let context = TraceContext::of(request.headers());
    request.extensions_mut().insert(context);
    next.run(request).await
}
