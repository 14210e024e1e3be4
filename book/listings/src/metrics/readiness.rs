//! Whether the pump is well: the result of a call, which is kept for a moment.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::pompe::Pompe;

// ANCHOR: readiness
/// How long the pump may take to say that it is well.
const LIMIT: Duration = Duration::from_millis(300);

/// How long a result is kept.
const KEPT: Duration = Duration::from_secs(1);

/// Whether the pump was well, the last time that it was asked.
#[derive(Default)]
pub struct Readiness {
    /// An asynchronous lock, because it is held during a call: the others wait for its result.
    last: Mutex<Option<(Instant, bool)>>,
}

impl Readiness {
    pub async fn of(&self, pompe: &Pompe) -> bool {
        let mut last = self.last.lock().await;
        match *last {
            Some((at, is_live)) if at.elapsed() < KEPT => is_live,
            _ => {
                let is_live = pompe.is_live(LIMIT).await;
                *last = Some((Instant::now(), is_live));
                is_live
            }
        }
    }
}
// ANCHOR_END: readiness

impl Readiness {
    pub async fn forget(&self) {
        *self.last.lock().await = None;
    }
}
