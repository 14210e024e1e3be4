//! Failures on request, to watch what they leave behind.

use std::convert::Infallible;
use std::panic;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

// ANCHOR: panne
/// What the header `Panne` of a request makes fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panne {
    Nothing,
    /// `arret`: the order service stops in the middle of this request, as if it had been killed.
    Stop,
    /// `absence`: during this request, the stock cannot be reached.
    Absence,
}

impl Panne {
    /// Stops here, if it was asked for. No code after this runs, and no response is sent.
    pub fn may_stop_here(self) {
        if self == Self::Stop {
            panic::resume_unwind(Box::new("arret"));
        }
    }
}
// ANCHOR_END: panne

impl<S: Send + Sync> FromRequestParts<S> for Panne {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let header = parts.headers.get("panne").map(|value| value.as_bytes());
        Ok(match header {
            Some(b"arret") => Self::Stop,
            Some(b"absence") => Self::Absence,
            _ => Self::Nothing,
        })
    }
}
