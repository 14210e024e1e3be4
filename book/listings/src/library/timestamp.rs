//! Instants that can be stored.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How many milliseconds have passed since 1970, this long ago.
pub fn ago(age: Duration) -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.saturating_sub(age).as_millis()).unwrap_or(i64::MAX)
}

pub fn now() -> i64 {
    ago(Duration::ZERO)
}
