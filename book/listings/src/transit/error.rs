//! Why a program cannot speak TLS as it was told to.

use std::io;
use std::path::PathBuf;

use rustls::server::VerifierBuilderError;

#[expect(missing_docs, reason = "the message of each variant says it")]
// ANCHOR: error
/// Why there is no TLS. A service that gets one of these at startup stops.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("{path} cannot be read: {source}")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{path} does not contain what it should, as PEM")]
    NotPem { path: PathBuf },
    #[error("the certificate and the key cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
    #[error("the authorities for clients cannot be used: {0}")]
    Authorities(#[from] VerifierBuilderError),
    #[error("no certificate can be made: {0}")]
    Unmade(#[from] rcgen::Error),
}
// ANCHOR_END: error
