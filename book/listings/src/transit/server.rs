//! HTTPS in axum: the settings of TLS, and the server.

use std::io;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum_server::tls_rustls::RustlsConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::version::{TLS12, TLS13};
use rustls::{ServerConfig, SupportedProtocolVersion};
use tokio::net::TcpListener;

use super::{Identity, TlsError};

// ANCHOR: versions
/// The versions of TLS that both sides accept. (RFC 9325, section 3.1.1)
pub const VERSIONS: &[&SupportedProtocolVersion] = &[&TLS13, &TLS12];
// ANCHOR_END: versions

/// Where the algorithms come from.
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

// ANCHOR: config
/// The settings of a server that any client may connect to.
pub fn config(identity: Identity) -> Result<ServerConfig, TlsError> {
    let config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(VERSIONS)?
        .with_no_client_auth()
        .with_single_cert(identity.chain, identity.key)?;
    Ok(config)
}
// ANCHOR_END: config

// ANCHOR: open
/// The settings of a server whose certificate and key are in this folder.
pub fn open(folder: &Path) -> Result<ServerConfig, TlsError> {
    config(Identity::read(&folder.join("certificat.pem"), &folder.join("clef.pem"))?)
}
// ANCHOR_END: open

// ANCHOR: serve
/// Serves `app` over HTTPS, and over nothing else.
pub async fn serve(listener: TcpListener, config: ServerConfig, app: Router) -> io::Result<()> {
    let config = RustlsConfig::from_config(Arc::new(config));
    let server = axum_server::from_tcp_rustls(listener.into_std()?, config)?;
    server.serve(app.into_make_service()).await
}
// ANCHOR_END: serve
