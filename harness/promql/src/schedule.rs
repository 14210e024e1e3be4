//! The instants at which rules are evaluated.

/// The largest number of instants in a [`Schedule`].
pub const MAX_INSTANTS: i64 = 2000;

/// Instants at equal distances, as a rule group has by its `interval`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    start_ms: i64,
    step_ms: i64,
    count: i64,
}

impl Schedule {
    /// From `start_ms` to `end_ms` (included if a step ends there), every `step_ms`. `None` when
    /// the end is before the start, the step is not positive, or there are more instants than
    /// [`MAX_INSTANTS`].
    pub fn new(start_ms: i64, end_ms: i64, step_ms: i64) -> Option<Self> {
        let length = end_ms.checked_sub(start_ms)?;
        if length < 0 || step_ms <= 0 || length / step_ms >= MAX_INSTANTS {
            return None;
        }
        Some(Self { start_ms, step_ms, count: length / step_ms + 1 })
    }

    /// The instants, in milliseconds.
    pub fn instants(self) -> impl Iterator<Item = i64> {
        (0..self.count).map(move |index| self.start_ms + index * self.step_ms)
    }
}
