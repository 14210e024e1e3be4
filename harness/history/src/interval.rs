//! Intervals of time, from a moment on and until just before another.

use crate::moment::Moment;

/// An interval, and what it is about.
#[derive(Clone, Copy, Debug)]
pub struct Interval<T> {
    /// its first moment
    pub from: Moment,
    /// the first moment after it
    pub to: Moment,
    /// what it is about
    pub of: T,
}

/// The intervals at the first moment at which there are more than `limit`.
pub fn first_above<T: Copy>(
    intervals: impl Iterator<Item = Interval<T>>,
    limit: usize,
) -> Option<Vec<T>> {
    let mut waiting: Vec<Interval<T>> = intervals.filter(|one| one.from < one.to).collect();
    waiting.sort_by_key(|one| one.from);
    let mut open: Vec<Interval<T>> = Vec::new();
    for one in waiting {
        open.retain(|other| one.from < other.to);
        open.push(one);
        if open.len() > limit {
            return Some(open.into_iter().map(|one| one.of).collect());
        }
    }
    None
}

/// Intervals that together cover everything from `from` until just before `to`, if they do.
pub fn covering<T: Copy>(
    intervals: impl Iterator<Item = Interval<T>>,
    from: Moment,
    to: Moment,
) -> Option<Vec<T>> {
    let mut waiting: Vec<Interval<T>> = intervals.filter(|one| one.from < one.to).collect();
    waiting.sort_by_key(|one| one.from);
    let (mut covered, mut used) = (from, Vec::new());
    let mut waiting = waiting.into_iter().peekable();
    while covered < to {
        // The one that reaches furthest of those that begin early enough.
        let mut best: Option<Interval<T>> = None;
        while let Some(one) = waiting.next_if(|one| one.from <= covered) {
            best = best.filter(|best| best.to >= one.to).or(Some(one));
        }
        let best = best.filter(|best| best.to > covered)?;
        covered = best.to;
        used.push(best.of);
    }
    Some(used)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Interval, covering, first_above};
    use crate::moment::Moment;

    fn at(place: usize) -> Moment {
        Moment::new(place, Duration::ZERO)
    }

    fn intervals(all: &[(usize, usize)]) -> impl Iterator<Item = Interval<usize>> {
        let interval = |(of, (from, to)): (usize, &(usize, usize))| Interval {
            from: at(*from),
            to: at(*to),
            of,
        };
        all.iter().enumerate().map(interval)
    }

    #[test]
    fn intervals_that_only_touch_do_not_overlap() {
        assert_eq!(first_above(intervals(&[(1, 4), (4, 6)]), 1), None);
        assert_eq!(first_above(intervals(&[(1, 5), (4, 6)]), 1), Some(vec![0, 1]));
        assert_eq!(first_above(intervals(&[(1, 9), (2, 3), (5, 5), (4, 6)]), 1), Some(vec![0, 1]));
        assert_eq!(first_above(intervals(&[(1, 9), (2, 3), (5, 5), (4, 6)]), 2), None);
    }

    #[test]
    fn a_gap_of_one_moment_is_not_covered() {
        let covers = |all: &[(usize, usize)]| covering(intervals(all), at(2), at(8));
        assert_eq!(covers(&[(2, 8)]), Some(vec![0]));
        assert_eq!(covers(&[(3, 8)]), None);
        assert_eq!(covers(&[(2, 7)]), None);
        assert_eq!(covers(&[(1, 5), (5, 9)]), Some(vec![0, 1]));
        assert_eq!(covers(&[(1, 5), (6, 9)]), None);
        assert_eq!(covers(&[(1, 9), (2, 4), (3, 8)]), Some(vec![0]));
    }
}
