//! Who a program is: its certificate and its private key, from PEM files.

use std::fs;
use std::path::Path;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::TlsError;

// ANCHOR: identity
/// A certificate and its private key.
pub struct Identity {
    /// the certificate, then those that lead from it to an authority
    pub chain: Vec<CertificateDer<'static>>,
    /// the key that belongs to the first one
    pub key: PrivateKeyDer<'static>,
}

impl Identity {
    /// Reads both PEM files.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let chain = certificates(certificate)?;
        let key = PrivateKeyDer::from_pem_slice(&read(key)?)
            .map_err(|_| TlsError::NotPem { path: key.to_owned() })?;
        Ok(Self { chain, key })
    }
}
// ANCHOR_END: identity

/// The certificates of a PEM file: one at least.
pub fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let pem = read(path)?;
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(TlsError::NotPem { path: path.to_owned() }),
    }
}

// ANCHOR: read
/// The contents of a file. The error names the file.
fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|source| TlsError::Unreadable { path: path.to_owned(), source })
}
// ANCHOR_END: read
