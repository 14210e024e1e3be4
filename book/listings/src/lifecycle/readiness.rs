//! Whether the service should get requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

// ANCHOR: readiness
/// Whether the service is about to stop. The server writes it once, the probe reads it.
#[derive(Clone, Debug, Default)]
pub struct Readiness(Arc<AtomicBool>);

impl Readiness {
    /// From now on, the service is not ready.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether [`Self::stop`] was called.
    pub fn is_stopping(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
// ANCHOR_END: readiness
