//! Bugs, as lines of JSON and as responses.

use std::panic::{self, AssertUnwindSafe};

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use super::error::Error;

// ANCHOR: hook
/// Writes a panic as an event, instead of as text.
pub fn install_hook() {
    panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string);
        let cause = panic.payload_as_str().unwrap_or_default();
        tracing::error!(location, cause, "panic");
    }));
}
// ANCHOR_END: hook

// ANCHOR: catch
/// Middleware: a request whose handler panics gets a 500, instead of no response.
pub async fn catch(request: Request, next: Next) -> Response {
    let response = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    response.unwrap_or_else(|_| Error::Bug.into_response())
}
// ANCHOR_END: catch
