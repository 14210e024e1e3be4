//! Who asks, and what they may do: extractors that a handler names among its arguments.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::error::Error;
use super::token::{Claims, Tokens};

// ANCHOR: bearer
/// The token in `Authorization: Bearer TOKEN`. A client may write `bearer` as it likes.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start_matches(' '))
}
// ANCHOR_END: bearer

// ANCHOR: caller
/// Whoever has sent the request, according to a token that was verified.
pub struct Caller(pub Claims);

impl<S: Send + Sync> FromRequestParts<S> for Caller
where
    Arc<Tokens>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Some(token) = bearer(&parts.headers) else { return Err(Error::NoToken) };
        let claims = Arc::<Tokens>::from_ref(state).verify(token)?;
        Ok(Self(claims))
    }
}
// ANCHOR_END: caller

// ANCHOR: gardener
/// A caller who may water the greenhouses.
pub struct Gardener(pub Claims);

impl<S: Send + Sync> FromRequestParts<S> for Gardener
where
    Arc<Tokens>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Caller(claims) = Caller::from_request_parts(parts, state).await?;
        let is_gardener = claims.roles.iter().any(|role| role == "jardinier");
        if is_gardener { Ok(Self(claims)) } else { Err(Error::Forbidden) }
    }
}
// ANCHOR_END: gardener
