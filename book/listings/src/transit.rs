//! A greenhouse whose temperature is set over HTTPS, and over nothing else.

pub mod client;
mod consigne;
pub mod development;
mod error;
mod folder;
mod identity;
pub mod mutual;
pub mod server;

use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::{Router, middleware};

pub use error::TlsError;
pub use folder::folder;
pub use identity::{Identity, certificates};

/// Every route of the greenhouse.
pub fn app() -> Router {
    consigne::router().layer(middleware::map_response(strict_transport_security))
}

// ANCHOR: hsts
async fn strict_transport_security(mut response: Response) -> Response {
    // A year, in seconds.
    let value = HeaderValue::from_static("max-age=31536000");
    response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, value);
    response
}
// ANCHOR_END: hsts
