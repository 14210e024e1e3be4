//! Where the service of the chapter finds its certificate.

use std::path::{Path, PathBuf};
use std::{env, io};

use super::development;

/// Where a new certificate is written, relative to the current folder, unless `TLS_DOSSIER` says where
/// there is one.
pub const DEFAULT: &str = "target/transit";

/// The folder of the certificate. Without `TLS_DOSSIER`, there is a new certificate in it.
///
/// # Errors
/// When the new certificate cannot be written.
pub fn folder() -> io::Result<PathBuf> {
    if let Some(folder) = env::var_os("TLS_DOSSIER") {
        return Ok(folder.into());
    }
    development::write(Path::new(DEFAULT))?;
    Ok(DEFAULT.into())
}
