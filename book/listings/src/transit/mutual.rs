//! mTLS: the client has a certificate too.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::server::WebPkiClientVerifier;

use super::client::roots;
use super::server::{VERSIONS, provider};
use super::{Identity, TlsError};

// ANCHOR: config
/// The settings of a server for clients with a certificate of one of these authorities.
pub fn config(identity: Identity, authorities: &Path) -> Result<ServerConfig, TlsError> {
    let roots = Arc::new(roots(authorities)?);
    let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider()).build()?;
    let config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(VERSIONS)?
        .with_client_cert_verifier(verifier)
        .with_single_cert(identity.chain, identity.key)?;
    Ok(config)
}
// ANCHOR_END: config
