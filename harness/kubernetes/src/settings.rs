//! What the image sets, and the server assumes.

use std::collections::BTreeMap;

/// What holds unless a manifest says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSettings {
    /// `ENV` of the image.
    pub env: BTreeMap<String, String>,
    /// The port without `PORT`.
    pub default_port: u16,
    /// The address without `HOTE`.
    pub default_host: String,
    /// How long a stop takes at most without `ARRET_MS`.
    pub default_stop_ms: i64,
}

impl ImageSettings {
    /// An image without `ENV`, and the defaults of the contract.
    pub fn new(default_port: u16) -> Self {
        Self {
            env: BTreeMap::new(),
            default_port,
            default_host: "127.0.0.1".to_owned(),
            default_stop_ms: 5000,
        }
    }
}
