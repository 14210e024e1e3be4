//! When something happened.

use std::time::Duration;

/// An instant of a history.
///
/// Moments are ordered by their place in the record, which no two of them share: what was received at an
/// earlier place than something was sent has certainly happened before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    place: usize,
    time: Duration,
}

impl Moment {
    /// Later than every other.
    pub const NEVER: Self = Self { place: usize::MAX, time: Duration::MAX };

    pub(crate) fn new(place: usize, time: Duration) -> Self {
        Self { place, time }
    }

    /// Its place in the record.
    pub fn place(self) -> usize {
        self.place
    }

    /// The time since the beginning of the history.
    pub fn time(self) -> Duration {
        self.time
    }
}
