//! Sentences about the Deployment that depend on its numbers.

use texts::Message;

use super::parts::code;
use crate::messages::{deployment as say, reasons};

pub(super) fn replicas(replicas: Option<i64>) -> Message {
    match replicas {
        Some(replicas) => say::too_few_replicas(replicas),
        None => say::DEFAULT_REPLICAS,
    }
}

pub(super) fn min_replicas(min: Option<i64>) -> Message {
    match min {
        Some(min) => say::min_replicas(min),
        None => say::DEFAULT_MIN_REPLICAS,
    }
}

pub(super) fn max_unavailable(found: Option<&str>) -> Message {
    match found {
        Some(found) => say::max_unavailable(code(found)),
        None => say::DEFAULT_MAX_UNAVAILABLE,
    }
}

pub(super) fn grace_period(grace_ms: i64, pre_stop_ms: i64, stop_ms: i64) -> Message {
    // The shortest period in whole seconds that is longer than the stop.
    let seconds = pre_stop_ms.saturating_add(stop_ms) / 1000 + 1;
    match pre_stop_ms {
        0 => reasons::grace_period(grace_ms, stop_ms, seconds),
        _ => reasons::grace_period_with_pre_stop(grace_ms, pre_stop_ms, stop_ms, seconds),
    }
}
