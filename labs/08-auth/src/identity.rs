//! Who asks, and whether they may: extractors that a handler names among its arguments.
//!
//! They come before the body, so that nobody learns anything about a body without being known.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use crate::error::Error;
use crate::token::{Claims, Tokens};

/// Somebody who is known, by a token that holds.
pub struct Identity(pub Claims);

/// Somebody who may read.
pub struct Reader;

/// Somebody who may change everything.
pub struct Admin;

impl<S> FromRequestParts<S> for Identity
where
    S: Send + Sync,
    Arc<Tokens>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        todo!("find the token among {} headers, and check it", parts.headers.len())
    }
}

/// The token of `Authorization: Bearer TOKEN`. The name of the scheme may be written in any case.
/// (RFC 9110, section 11.1)
fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim())
}

impl<S> FromRequestParts<S> for Reader
where
    S: Send + Sync,
    Arc<Tokens>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Identity(claims) = Identity::from_request_parts(parts, state).await?;
        has_one_of(&claims, &["lecteur", "admin"]).map(|()| Self)
    }
}

impl<S> FromRequestParts<S> for Admin
where
    S: Send + Sync,
    Arc<Tokens>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Identity(claims) = Identity::from_request_parts(parts, state).await?;
        has_one_of(&claims, &["admin"]).map(|()| Self)
    }
}

fn has_one_of(claims: &Claims, roles: &[&str]) -> Result<(), Error> {
    let is_one = claims.roles.iter().any(|role| roles.contains(&role.as_str()));
    is_one.then_some(()).ok_or(Error::Forbidden)
}
