//! A client that verifies whom it is talking to.

use std::path::Path;

use rustls::{ClientConfig, RootCertStore};

use super::server::{VERSIONS, provider};
use super::{Identity, TlsError, certificates};

// ANCHOR: config
/// The settings of a client that trusts the authorities of this file, and no other.
pub fn config(authorities: &Path) -> Result<ClientConfig, TlsError> {
    let config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(VERSIONS)?
        .with_root_certificates(roots(authorities)?)
        .with_no_client_auth();
    Ok(config)
}
// ANCHOR_END: config

// ANCHOR: roots
/// The authorities in a PEM file.
pub fn roots(authorities: &Path) -> Result<RootCertStore, TlsError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(authorities)? {
        roots.add(certificate)?;
    }
    Ok(roots)
}
// ANCHOR_END: roots

// ANCHOR: identity
/// The settings of a client that shows who it is, if the server asks for it.
pub fn config_of(identity: Identity, authorities: &Path) -> Result<ClientConfig, TlsError> {
    let config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(VERSIONS)?
        .with_root_certificates(roots(authorities)?)
        .with_client_auth_cert(identity.chain, identity.key)?;
    Ok(config)
}
// ANCHOR_END: identity
