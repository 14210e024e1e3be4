//! `X-Request-Id`: the same id on a request, on the calls that it causes, and on its response.

use std::fmt;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use uuid::Uuid;

pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

// ANCHOR: request_id
/// The id of a request: 1 to 64 of `A-Z a-z 0-9 . _ -`.
#[derive(Clone, Debug)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The id that the client has sent, if it is valid; otherwise, a new one.
    fn of(request: &Request) -> Self {
        let sent = request.headers().get(X_REQUEST_ID).filter(|id| is_valid(id.as_bytes()));
        Self(sent.cloned().unwrap_or_else(new_id))
    }

    pub fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

fn is_valid(id: &[u8]) -> bool {
    let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    (1..=64).contains(&id.len()) && id.iter().all(is_allowed)
}
// ANCHOR_END: request_id

fn new_id() -> HeaderValue {
    let id = Uuid::new_v4().to_string();
    HeaderValue::try_from(id).expect("hexadecimal digits and hyphens")
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.to_str().unwrap_or_default())
    }
}

// ANCHOR: assign
/// Middleware: gives a request its id, which handlers get as `Extension<RequestId>`, and copies it
/// to the response.
pub async fn assign(mut request: Request, next: Next) -> Response {
    let id = RequestId::of(&request);
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    response.headers_mut().insert(X_REQUEST_ID, id.0);
    response
}
// ANCHOR_END: assign
