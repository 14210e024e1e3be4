//! HTTP, or HTTPS when there is a certificate.

use std::path::{Path, PathBuf};
use std::{fs, io};

use axum::Router;
use axum_server::tls_rustls::RustlsConfig;
use tokio::net::TcpListener;

use crate::config::Config;

/// A certificate and its private key, as PEM.
pub struct Certificate {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

/// Why the service cannot speak HTTPS as it was told to.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error("the environment variable {0} is missing: HTTPS needs TLS_CERT and TLS_KEY")]
    Missing(&'static str),
    #[error("{variable}: {path} cannot be read: {source}")]
    Unreadable { variable: &'static str, path: PathBuf, source: io::Error },
    #[error("TLS_CERT and TLS_KEY are not a certificate and its private key: {0}")]
    Unusable(io::Error),
}

impl Certificate {
    /// That of the settings; none when they name none.
    ///
    /// # Errors
    /// When they name one file of the two, or one that cannot be read.
    pub fn of(config: &Config) -> Result<Option<Self>, CertificateError> {
        let (certificate, key) = match (&config.tls_cert, &config.tls_key) {
            (None, None) => return Ok(None),
            (None, Some(_)) => return Err(CertificateError::Missing("TLS_CERT")),
            (Some(_), None) => return Err(CertificateError::Missing("TLS_KEY")),
            (Some(certificate), Some(key)) => (certificate, key),
        };
        let certificate = read("TLS_CERT", certificate)?;
        Ok(Some(Self { certificate, key: read("TLS_KEY", key)? }))
    }

    /// The configuration of HTTPS with this certificate.
    ///
    /// # Errors
    /// [`CertificateError::Unusable`] when it is no PEM, or the key does not belong to it.
    pub async fn https(self) -> Result<RustlsConfig, CertificateError> {
        todo!("use {} and {} bytes of PEM", self.certificate.len(), self.key.len())
    }
}

fn read(variable: &'static str, path: &Path) -> Result<Vec<u8>, CertificateError> {
    fs::read(path).map_err(|source| {
        let path = path.to_owned();
        CertificateError::Unreadable { variable, path, source }
    })
}

/// Serves `app`: by HTTPS and nothing else with a configuration for it, otherwise by HTTP.
///
/// # Errors
/// When the port fails.
pub async fn serve(
    listener: TcpListener,
    https: Option<RustlsConfig>,
    app: Router,
) -> io::Result<()> {
    let Some(https) = https else { return axum::serve(listener, app).await };
    let listener = listener.into_std()?;
    axum_server::from_tcp_rustls(listener, https)?.serve(app.into_make_service()).await
}
