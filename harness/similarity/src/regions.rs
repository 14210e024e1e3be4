//! Which lines of one submission match which of another.

use std::cmp::Reverse;

use serde::Serialize;

use crate::winnow::{Fingerprints, Mark};

/// Regions of a pair that are kept, the longest first: no honest pair has so many.
const REGIONS: usize = 300;

/// A match may go on after a stray one: so many regions before the last are still looked at.
const OPEN: usize = 4;

/// Two submissions on a lab that share something.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// the lab's name
    pub lab: String,
    /// a student
    pub a: usize,
    /// another, whose number is greater
    pub b: usize,
    /// how many fingerprints both have, the starter's and the common ones subtracted
    pub shared: usize,
    /// of how much of the smaller submission that is, 0 to 1
    pub share: f64,
    /// what matches what, in the order of `a`'s files and lines
    pub regions: Vec<(Region, Region)>,
}

/// Successive lines of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Region {
    /// the path of the file
    pub file: String,
    /// from 1
    pub first_line: usize,
    /// from 1, part of it
    pub last_line: usize,
}

/// What `one` and `other` share of the hashes that count, adjacent matches merged.
pub(crate) fn regions(
    one: &Fingerprints,
    other: &Fingerprints,
    counts: impl Fn(u64) -> bool,
) -> Vec<(Region, Region)> {
    let mut runs: Vec<Run> = Vec::new();
    for (mark, rank) in matched(one, other, counts) {
        let places = other.places(mark.hash);
        if runs.iter_mut().rev().take(OPEN).any(|run| run.take(mark, places)) {
            continue;
        }
        // The second time in one submission is the second time in the other, if there is one.
        if let Some(place) = places.get(rank).or(places.last()) {
            runs.push(Run { marks: 1, one: Span::of(mark), other: Span::of(*place) });
        }
    }
    runs.sort_by_key(|run| (Reverse(run.marks), run.one, run.other));
    runs.truncate(REGIONS);
    runs.sort_by_key(|run| (run.one, run.other));
    runs.into_iter().map(|run| (run.one.region(one), run.other.region(other))).collect()
}

/// The places in `one` of what both have, in the order of the source, each with its rank among the
/// places of the same hash.
fn matched(
    one: &Fingerprints,
    other: &Fingerprints,
    counts: impl Fn(u64) -> bool,
) -> Vec<(Mark, usize)> {
    let mut matched = Vec::new();
    for places in one.marks.chunk_by(|mark, next| mark.hash == next.hash) {
        let hash = places[0].hash;
        if counts(hash) && !other.places(hash).is_empty() {
            matched.extend(places.iter().copied().zip(0..));
        }
    }
    matched.sort_unstable_by_key(|(mark, _)| (mark.file, mark.first_line, *mark));
    matched
}

/// A region in the making.
#[derive(Clone, Copy, Debug)]
struct Run {
    marks: usize,
    one: Span,
    other: Span,
}

impl Run {
    /// Takes the mark in if it goes on where the run ends, in both submissions.
    fn take(&mut self, mark: Mark, places: &[Mark]) -> bool {
        let next = Span::of(mark);
        let Some(place) = places
            .iter()
            .map(|place| Span::of(*place))
            .find(|place| self.one.is_followed_by(next) && self.other.is_followed_by(*place))
        else {
            return false;
        };
        self.marks += 1;
        self.one.last = self.one.last.max(next.last);
        self.other.last = self.other.last.max(place.last);
        true
    }
}

/// Lines of a file, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    file: u16,
    first: u32,
    last: u32,
}

impl Span {
    fn of(mark: Mark) -> Self {
        Self { file: mark.file, first: mark.first_line, last: mark.last_line() }
    }

    fn is_followed_by(self, next: Self) -> bool {
        let adjacent = self.first..=self.last.saturating_add(1);
        self.file == next.file && adjacent.contains(&next.first)
    }

    fn region(self, submission: &Fingerprints) -> Region {
        let line = |line: u32| usize::try_from(line).unwrap_or(usize::MAX).saturating_add(1);
        let file = submission.files.get(usize::from(self.file)).cloned().unwrap_or_default();
        Region { file, first_line: line(self.first), last_line: line(self.last) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fingerprints, Mark, Region, regions};

    /// A submission of one file with these hashes on these lines, two lines each.
    fn submission(marks: &[(u32, u64)]) -> Fingerprints {
        let mark = |&(line, hash)| Mark { hash, file: 0, first_line: line, more_lines: 1 };
        let mut marks: Vec<Mark> = marks.iter().map(mark).collect();
        marks.sort_unstable();
        Fingerprints { files: vec!["a.rs".into()], marks, unread: Vec::new() }
    }

    fn lines(one: &[(u32, u64)], other: &[(u32, u64)]) -> Vec<[usize; 4]> {
        let numbers =
            |(a, b): (Region, Region)| [a.first_line, a.last_line, b.first_line, b.last_line];
        regions(&submission(one), &submission(other), |hash| hash < 100)
            .into_iter()
            .map(numbers)
            .collect()
    }

    #[test]
    fn adjacent_matches_are_one_region_and_others_are_not() {
        let one = [(0, 1), (2, 2), (4, 3), (20, 4)];
        assert_eq!(lines(&one, &one), [[1, 6, 1, 6], [21, 22, 21, 22]]);
        // The same functions in another order.
        let other = [(0, 4), (10, 1), (12, 2), (14, 3)];
        assert_eq!(lines(&one, &other), [[1, 6, 11, 16], [21, 22, 1, 2]]);
    }

    #[test]
    fn what_does_not_count_makes_no_region() {
        assert_eq!(lines(&[(0, 100), (1, 7)], &[(0, 100)]), [] as [[usize; 4]; 0]);
    }

    #[test]
    fn a_repeated_hash_goes_on_with_its_neighbours() {
        let one = [(0, 1), (1, 9), (30, 2), (31, 9)];
        let other = [(0, 2), (1, 9), (40, 1), (41, 9)];
        assert_eq!(lines(&one, &other), [[1, 3, 41, 43], [31, 33, 1, 3]]);
    }

    #[test]
    fn a_stray_match_does_not_cut_a_region_in_two() {
        let one = [(0, 1), (1, 5), (2, 2)];
        let other = [(0, 1), (2, 2), (70, 5)];
        assert_eq!(lines(&one, &other), [[1, 4, 1, 4], [2, 3, 71, 72]]);
    }
}
