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

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

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
        let mut given = headers.get_all(TRACEPARENT).iter();
        let (Some(parent), None) = (given.next(), given.next()) else { return Self::new() };
        let Some((trace_id, is_sampled)) = parse(parent.as_bytes()) else { return Self::new() };
        let state = headers.get_all(TRACESTATE).iter().cloned().collect();
        Self { trace_id, is_sampled, state }
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
        let parent_id: NonZeroU64 = rand::random();
        let flags = u8::from(self.is_sampled);
        let parent = format!("00-{:032x}-{parent_id:016x}-{flags:02x}", self.trace_id);
        let parent = HeaderValue::try_from(parent).expect("hexadecimal digits and hyphens");
        let mut headers = HeaderMap::from_iter([(TRACEPARENT, parent)]);
        headers.extend(self.state.iter().map(|state| (TRACESTATE, state.clone())));
        headers
    }
}

/// The trace id of a `traceparent` and whether the trace is recorded, or `None` if it is not valid.
fn parse(header: &[u8]) -> Option<(NonZeroU128, bool)> {
    /// The length in version 00. Later versions may add fields after it.
    const LENGTH: usize = 55;
    let (known, rest) = header.split_at_checked(LENGTH)?;
    let mut fields = std::str::from_utf8(known).ok()?.split('-');
    let (version, trace_id) = (hexadecimal(fields.next()?, 2)?, hexadecimal(fields.next()?, 32)?);
    let (parent_id, flags) = (hexadecimal(fields.next()?, 16)?, hexadecimal(fields.next()?, 2)?);
    let is_version_valid = match version {
        0x00 => rest.is_empty(),
        0xff => false,
        _ => rest.is_empty() || rest.starts_with(b"-"),
    };
    let trace_id = NonZeroU128::new(trace_id)?;
    (is_version_valid && parent_id != 0).then_some((trace_id, flags & 1 == 1))
}

/// A number of exactly this many lower-case digits.
fn hexadecimal(text: &str, digits: usize) -> Option<u128> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let is_valid = text.len() == digits && text.bytes().all(is_digit);
    is_valid.then(|| u128::from_str_radix(text, 16).ok())?
}

/// Middleware: gives the request its trace, which handlers get as `Extension<TraceContext>`.
pub async fn assign(mut request: Request, next: Next) -> Response {
    let context = TraceContext::of(request.headers());
    request.extensions_mut().insert(context);
    next.run(request).await
}
// SOLUTION-BEGIN

#[cfg(test)]
mod tests {
    use super::parse;

    const TRACE_ID: u128 = 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736;
    const VALID: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_valid_header_gives_its_trace_and_its_flag() {
        for (header, is_sampled) in [
            (VALID.to_owned(), true),
            (VALID.replace("-01", "-00"), false),
            (VALID.replace("-01", "-fe"), false),
            (VALID.replacen("00", "01", 1), true),
            (VALID.replacen("00", "fe", 1) + "-what-comes-later", true),
        ] {
            let (trace_id, sampled) = parse(header.as_bytes()).expect("a valid header");
            assert_eq!((trace_id.get(), sampled), (TRACE_ID, is_sampled), "{header}");
        }
    }

    #[test]
    fn a_malformed_header_gives_nothing() {
        for header in [
            String::new(),
            VALID[..54].to_owned(),
            VALID.to_owned() + "-",
            VALID.to_uppercase(),
            VALID.replacen("00", "ff", 1),
            VALID.replacen("00", "01", 1) + "x",
            VALID.replace("4bf92f3577b34da6a3ce929d0e0e4736", &"0".repeat(32)),
            VALID.replace("00f067aa0ba902b7", &"0".repeat(16)),
            VALID.replace("4bf92f", "4bg92f"),
            VALID.replace("4bf92f", "+bf92f"),
            VALID.replace('-', "_"),
        ] {
            assert!(parse(header.as_bytes()).is_none(), "{header}");
        }
    }
}
// SOLUTION-END
