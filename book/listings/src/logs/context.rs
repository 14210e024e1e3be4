//! What says to which request a line belongs: the request id, and the trace of W3C Trace Context.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// The id of a request.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The trace, and the call that causes a request.
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
/// What systems on the way add to a trace.
pub const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

// ANCHOR: context
/// The ids of a request. Handlers get them as `Extension<Context>`.
#[derive(Clone, Debug)]
pub struct Context {
    /// of `X-Request-Id`
    pub request_id: String,
    /// of `traceparent` and `tracestate`
    pub trace: Trace,
}

impl Context {
    /// The ids that the client has sent, if they are valid; otherwise, new ones.
    pub fn of(headers: &HeaderMap) -> Self {
        Self { request_id: request_id(headers), trace: Trace::of(headers) }
    }
}
// ANCHOR_END: context

/// 1 to 64 of `A-Z a-z 0-9 . _ -`, as in the chapter on calls.
fn request_id(headers: &HeaderMap) -> String {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let is_valid = |id: &&str| (1..=64).contains(&id.len()) && id.bytes().all(is_allowed);
    let sent = headers.get(X_REQUEST_ID).and_then(|id| id.to_str().ok()).filter(is_valid);
    sent.map_or_else(|| Uuid::new_v4().to_string(), str::to_owned)
}

// ANCHOR: trace
/// The trace that a request belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// 32 hexadecimal digits
    pub id: String,
    /// whether somebody records this trace
    sampled: bool,
    /// what other systems add to it, and what we only pass on
    state: Vec<HeaderValue>,
}

impl Trace {
    /// The trace that the caller continues, or a new one.
    fn of(headers: &HeaderMap) -> Self {
        let mut parents = headers.get_all(TRACEPARENT).iter();
        let parent = parents.next().and_then(|parent| parse(parent.to_str().ok()?));
        match (parent, parents.next()) {
            (Some((id, sampled)), None) => {
                let state = headers.get_all(TRACESTATE).iter().cloned().collect();
                Self { id, sampled, state }
            }
            // Without a valid parent, its state does not count either.
            _ => Self { id: Uuid::new_v4().simple().to_string(), sampled: true, state: Vec::new() },
        }
    }
}
// ANCHOR_END: trace

// ANCHOR: parse
/// The trace id of a `traceparent` of version 00, and whether it is sampled.
fn parse(traceparent: &str) -> Option<(String, bool)> {
    let parts: Vec<&str> = traceparent.split('-').collect();
    let ["00", trace_id, parent_id, flags] = parts[..] else { return None };
    let valid = is_id(trace_id, 32) && is_id(parent_id, 16) && is_hex(flags, 2);
    let flags = u8::from_str_radix(flags, 16).ok().filter(|_| valid)?;
    Some((trace_id.to_owned(), flags & 1 == 1))
}

fn is_id(text: &str, length: usize) -> bool {
    is_hex(text, length) && text.bytes().any(|digit| digit != b'0')
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}
// ANCHOR_END: parse

// ANCHOR: headers
impl Context {
    /// The headers for a call that this request causes, under a parent id of its own.
    pub fn headers(&self, parent_id: &str) -> HeaderMap {
        let Trace { id, sampled, state } = &self.trace;
        let traceparent = format!("00-{id}-{parent_id}-{:02x}", u8::from(*sampled));
        let value = |text: &str| HeaderValue::try_from(text).expect("harmless characters");
        let mut headers = HeaderMap::new();
        headers.insert(X_REQUEST_ID, value(&self.request_id));
        headers.insert(TRACEPARENT, value(&traceparent));
        for state in state {
            headers.append(TRACESTATE, state.clone());
        }
        headers
    }
}

/// A new id for a call: 16 hexadecimal digits.
pub fn new_parent_id() -> String {
    let (_, half) = Uuid::new_v4().as_u64_pair();
    format!("{half:016x}")
}
// ANCHOR_END: headers
