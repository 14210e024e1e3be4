//! Points in time that outlive the process: they are stored in the database.

// SOLUTION-BEGIN
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A point in time, in milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
pub struct Timestamp(i64);

impl Timestamp {
    pub fn now() -> Self {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(milliseconds(elapsed))
    }

    pub fn ago(duration: Duration) -> Self {
        Self(Self::now().0 - milliseconds(duration))
    }

    pub fn get(self) -> i64 {
        self.0
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
// SOLUTION-ELSE
// // Write here, if you need it, a type for such points in time: milliseconds since 1970 fit an `i64`.
// SOLUTION-END
