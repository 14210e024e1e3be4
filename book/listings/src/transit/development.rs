//! Certificates for a developer's machine, made at every start: an authority, which signs that of the
//! greenhouse and that of a client.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

use super::TlsError;

/// How long the certificates hold.
const VALIDITY: Duration = Duration::from_secs(30 * 24 * 3600);

/// An authority of one's own.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its private key, as PEM.
pub struct Pem {
    /// the certificate
    pub certificate: String,
    /// its key: PKCS#8
    pub key: String,
}

impl Authority {
    /// A new authority, on the curve P-256.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn new(name: &str) -> Result<Self, TlsError> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_after = (SystemTime::now() + VALIDITY).into();
        Ok(Self(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?))
    }

    /// Its certificate, which those who trust it need.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for these names, of which each may be a host name or an IP address.
    pub fn sign(&self, names: &[&str]) -> Result<Pem, TlsError> {
        self.sign_until(names, SystemTime::now() + VALIDITY)
    }

    /// A certificate that expires then.
    pub fn sign_until(&self, names: &[&str], end: SystemTime) -> Result<Pem, TlsError> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut params = CertificateParams::new(names)?;
        params.not_after = end.into();
        params.distinguished_name.push(DnType::CommonName, "atelier");
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.0)?.pem();
        Ok(Pem { certificate, key: key.serialize_pem() })
    }
}

impl Pem {
    /// Writes both into a folder, under these names.
    pub fn write(&self, folder: &Path, certificate: &str, key: &str) -> io::Result<()> {
        fs::write(folder.join(certificate), &self.certificate)?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        // Nobody but its owner reads a private key.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(folder.join(key))?.write_all(self.key.as_bytes())
    }
}

/// Writes a new authority, and the certificates of the greenhouse and of the weather station that it has
/// signed.
///
/// # Errors
/// When there are no random numbers, or a file cannot be written.
pub fn write(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let authority = Authority::new("Autorité de développement").map_err(io::Error::other)?;
    let serre = authority.sign(&["127.0.0.1"]).map_err(io::Error::other)?;
    let station = authority.sign(&["station.example"]).map_err(io::Error::other)?;
    fs::write(folder.join("autorite.pem"), authority.pem())?;
    serre.write(folder, "certificat.pem", "clef.pem")?;
    station.write(folder, "station.pem", "station-clef.pem")
}
