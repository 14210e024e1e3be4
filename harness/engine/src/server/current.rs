//! Where a server listens now, for those that are not to know when it is started again on another port.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// The address of a server as long as it runs. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct CurrentAddress(Arc<Mutex<Option<SocketAddr>>>);

impl CurrentAddress {
    /// The address; nothing while the server does not run.
    pub fn get(&self) -> Option<SocketAddr> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets it.
    pub fn set(&self, address: Option<SocketAddr>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = address;
    }
}
