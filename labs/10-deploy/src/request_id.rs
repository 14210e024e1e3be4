//! `X-Request-Id`: the same id on a request, on the call that it causes, on its response, and in the log. It
//! ties together what several services log about one request.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use uuid::Uuid;

pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: 1 to 64 of `A-Z a-z 0-9 . _ -`.
#[derive(Clone, Debug)]
pub struct RequestId(HeaderValue);

impl RequestId {
    const MAX_LENGTH: usize = 64;

    /// The client's id if it is well formed, else a new one.
    fn of(request: &Request) -> Self {
        let given = request.headers().get(X_REQUEST_ID).filter(|id| Self::is_valid(id.as_bytes()));
        Self(given.cloned().unwrap_or_else(Self::random))
    }

    fn is_valid(id: &[u8]) -> bool {
        let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        (1..=Self::MAX_LENGTH).contains(&id.len()) && id.iter().all(is_allowed)
    }

    fn random() -> HeaderValue {
        let id = Uuid::new_v4().to_string();
        HeaderValue::try_from(id).expect("hexadecimal digits and hyphens")
    }

    pub fn header(&self) -> HeaderValue {
        self.0.clone()
    }

    pub fn as_str(&self) -> &str {
        self.0.to_str().expect("letters, digits, points, underscores and hyphens")
    }
}

/// Middleware: gives the request its id, which handlers get as `Extension<RequestId>`, and puts it on
/// the response, errors included.
pub async fn assign(mut request: Request, next: Next) -> Response {
    let id = RequestId::of(&request);
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    response.headers_mut().insert(X_REQUEST_ID, id.0);
    response
}
