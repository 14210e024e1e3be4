//! From tokens to fingerprints.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use crate::tokens::{Token, Tokens, tokens};

/// k: so many successive tokens are hashed together; less is never found.
pub const GRAM: usize = 15;

/// w: of so many successive hashes at least one is kept.
pub const WINDOW: usize = 9;

/// t: so many successive tokens in common are always found.
pub const GUARANTEE: usize = WINDOW + GRAM - 1;

/// Tokens of a file that are compared: five thousand lines.
const FILE_TOKENS: usize = 50_000;

/// Tokens of a submission that are compared.
const WORK_TOKENS: usize = 200_000;

/// Files of a submission that are compared.
const FILES: usize = 500;

/// The time that parsing a submission may take. Honest ones take milliseconds; whoever runs into it is
/// named, so the machine's pace decides on no grade.
const WORK_TIME: Duration = Duration::from_secs(10);

/// Places of one hash in one submission that are kept: `((((((((` has one hash and thousands of places.
const PLACES: usize = 4;

/// The parser is C and recurses where readings of a source merge. Only what is used is taken.
const STACK: usize = 64 << 20;

/// A hash and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    pub hash: u64,
    /// the index of the file
    pub file: u16,
    /// from 0
    pub first_line: u32,
    /// so many lines follow
    pub more_lines: u16,
}

impl Mark {
    /// from 0
    pub fn last_line(self) -> u32 {
        self.first_line.saturating_add(u32::from(self.more_lines))
    }
}

/// What is kept of a submission: hashes, places, and the names of its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprints {
    pub(crate) files: Vec<String>,
    /// in order of the hash, then of the place
    pub(crate) marks: Vec<Mark>,
    pub(crate) unread: Vec<String>,
}

impl Fingerprints {
    /// The files that were not compared, or not to their end: too long, too many, too slow to parse.
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// The hashes, each once, in order.
    pub(crate) fn hashes(&self) -> impl Iterator<Item = u64> {
        self.marks.chunk_by(|one, next| one.hash == next.hash).map(|places| places[0].hash)
    }

    /// The places of `hash`.
    pub(crate) fn places(&self, hash: u64) -> &[Mark] {
        let begin = self.marks.partition_point(|mark| mark.hash < hash);
        let end = self.marks.partition_point(|mark| mark.hash <= hash);
        &self.marks[begin..end]
    }
}

/// What every submission has from the start: all grams, since a submission may keep one that the
/// starter's own windows pass over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Starter {
    /// in order
    hashes: Vec<u64>,
}

impl Starter {
    pub(crate) fn has(&self, hash: u64) -> bool {
        self.hashes.binary_search(&hash).is_ok()
    }
}

/// The fingerprints of a submission: path to content.
pub fn fingerprint(files: &BTreeMap<String, Vec<u8>>) -> Fingerprints {
    fingerprint_within(files, WORK_TIME)
}

/// What is to be subtracted from the submissions on one lab: its starter's files, path to content.
pub fn fingerprint_starter(files: &BTreeMap<String, Vec<u8>>) -> Starter {
    let sources = read(files, WORK_TIME);
    let mut hashes: Vec<u64> = sources.iter().flat_map(|source| grams(&source.tokens)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    Starter { hashes }
}

/// [`fingerprint`] with another limit of time.
pub(crate) fn fingerprint_within(
    files: &BTreeMap<String, Vec<u8>>,
    time: Duration,
) -> Fingerprints {
    let sources = read(files, time);
    let mut kept = Fingerprints::default();
    for source in &sources {
        if let (false, Ok(file)) = (source.tokens.list.is_empty(), u16::try_from(kept.files.len()))
        {
            kept.files.push(source.path.to_owned());
            kept.marks.extend(marks(&source.tokens, file));
        }
        if !source.tokens.whole {
            kept.unread.push(source.path.to_owned());
        }
    }
    kept.marks.sort_unstable();
    kept.marks = kept
        .marks
        .chunk_by(|one, next| one.hash == next.hash)
        .flat_map(|places| places.iter().take(PLACES).copied())
        .collect();
    kept
}

/// A file that is compared.
struct Source<'a> {
    path: &'a str,
    tokens: Tokens,
}

/// Every file that is compared, within the limits; those beyond them are not whole.
fn read(files: &BTreeMap<String, Vec<u8>>, time: Duration) -> Vec<Source<'_>> {
    let submission = || {
        let deadline = Instant::now() + time;
        let mut left = WORK_TOKENS;
        let mut sources = Vec::new();
        for (path, content) in compared(files) {
            let most = if sources.len() < FILES { left.min(FILE_TOKENS) } else { 0 };
            let deadline = if most > 0 { deadline } else { Instant::now() };
            let tokens = tokens(content, most, deadline);
            left -= tokens.list.len();
            sources.push(Source { path, tokens });
        }
        sources
    };
    let read = thread::scope(|scope| {
        thread::Builder::new().stack_size(STACK).spawn_scoped(scope, submission).ok()?.join().ok()
    });
    // No thread to be had: nothing is compared, and that is said.
    read.unwrap_or_else(|| {
        let unread = |(path, _)| Source { path, tokens: Tokens::default() };
        compared(files).map(unread).collect()
    })
}

/// What a crate is compiled from: `#[path]` and `include!` take files of any name.
fn compared(files: &BTreeMap<String, Vec<u8>>) -> impl Iterator<Item = (&str, &[u8])> {
    let all = files.iter().map(|(path, content)| (path.as_str(), content.as_slice()));
    all.filter(|(path, _)| path.starts_with("src/") || path.ends_with(".rs"))
}

/// The smallest hash of every window, the rightmost of equal ones. A file of fewer grams than a
/// window holds is one window.
fn marks(tokens: &Tokens, file: u16) -> Vec<Mark> {
    let hashes = grams(tokens);
    let mut chosen: Vec<usize> = Vec::new();
    for (begin, window) in hashes.windows(WINDOW.min(hashes.len()).max(1)).enumerate() {
        let smallest = window.iter().enumerate().rev().min_by_key(|(_, hash)| **hash);
        let Some((within, _)) = smallest else { continue };
        if chosen.last() != Some(&(begin + within)) {
            chosen.push(begin + within);
        }
    }
    let mark = |at: usize| {
        let gram = &tokens.list[at..at + GRAM];
        let (first_line, last_line) = (gram[0].first_line, gram[GRAM - 1].last_line);
        let more_lines = u16::try_from(last_line - first_line).unwrap_or(u16::MAX);
        Mark { hash: hashes[at], file, first_line, more_lines }
    };
    chosen.into_iter().map(mark).collect()
}

/// The hash of every [`GRAM`] successive tokens.
fn grams(tokens: &Tokens) -> Vec<u64> {
    tokens.list.windows(GRAM).map(hash).collect()
}

/// FNV-1a over the kinds, then the last step of MurmurHash3: the smallest hash is chosen, so the
/// high bits must depend on every token, and FNV's hardly do on the last.
fn hash(gram: &[Token]) -> u64 {
    let mut hash = gram
        .iter()
        .flat_map(|token| token.kind.to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::{
        FILE_TOKENS, GRAM, GUARANTEE, PLACES, Token, Tokens, WINDOW, fingerprint,
        fingerprint_within, grams, marks,
    };

    /// Tokens of the given kinds, one a line.
    fn of(kinds: impl IntoIterator<Item = u16>) -> Tokens {
        let token = |(line, kind)| Token { kind, first_line: line, last_line: line };
        Tokens { list: (0..).zip(kinds).map(token).collect(), whole: true }
    }

    /// `count` kinds that depend on `seed`.
    fn drawn(seed: u64, count: usize) -> Vec<u16> {
        let mut random = generator(seed);
        (0..count).map(|_| random()).collect()
    }

    /// Knuth's MMIX generator: the tests need no dependency for it.
    fn generator(seed: u64) -> impl FnMut() -> u16 {
        let mut state = seed;
        move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            u16::try_from(state >> 48).expect("sixteen bits")
        }
    }

    #[test]
    fn whatever_is_as_long_as_the_guarantee_is_found_wherever_it_stands() {
        let shared = drawn(1, GUARANTEE);
        for seed in 2..200 {
            let beside = |seed, before| [drawn(seed, before), shared.clone(), drawn(seed + 7, 40)];
            let before = usize::try_from(seed).expect("small");
            let one = marks(&of(beside(seed, before).concat()), 0);
            let other = marks(&of(beside(seed + 1000, 300 - before).concat()), 0);
            let found = one.iter().any(|mark| other.iter().any(|that| that.hash == mark.hash));
            assert!(found, "seed {seed}");
        }
    }

    #[test]
    fn every_window_has_a_mark_and_the_density_is_two_in_w_and_one() {
        let tokens = of(drawn(5, 20_000));
        let marks = marks(&tokens, 0);
        let gaps = marks.windows(2).map(|two| two[1].first_line - two[0].first_line);
        assert_eq!(gaps.max(), Some(u32::try_from(WINDOW).expect("small")));
        let expected = 2 * grams(&tokens).len() / (WINDOW + 1);
        assert!(marks.len().abs_diff(expected) < expected / 20, "{} for {expected}", marks.len());
    }

    #[test]
    fn of_equal_hashes_the_rightmost_is_kept() {
        let same = marks(&of(vec![7; GUARANTEE]), 0);
        assert_eq!(same.len(), 1);
        assert_eq!(same[0].first_line, u32::try_from(WINDOW - 1).expect("small"));
    }

    #[test]
    fn a_file_shorter_than_a_window_has_one_mark_and_one_shorter_than_a_gram_none() {
        assert_eq!(marks(&of(drawn(3, GRAM - 1)), 0), []);
        assert_eq!(marks(&of(drawn(3, GRAM)), 0).len(), 1);
        assert_eq!(marks(&of(drawn(3, GUARANTEE - 1)), 0).len(), 1);
    }

    fn submission(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn only_sources_are_compared() {
        let body = "a + b; ".repeat(30);
        let kept =
            fingerprint(&submission(&[("a.sql", &body), ("b.rs", &body), ("src/c.txt", &body)]));
        assert_eq!(kept.files, ["b.rs", "src/c.txt"]);
        assert!(!kept.marks.is_empty() && kept.unread().is_empty());
    }

    #[test]
    fn a_hash_has_few_places_however_often_it_comes() {
        let kept = fingerprint(&submission(&[("a.rs", &"+ ".repeat(10_000))]));
        let most = kept.hashes().map(|hash| kept.places(hash).len()).max();
        assert_eq!(most, Some(PLACES));
    }

    #[test]
    fn what_was_not_compared_is_named() {
        let long = "+ ".repeat(FILE_TOKENS + 1);
        let files = submission(&[("a.rs", &long), ("b.rs", "fn f() {}")]);
        assert_eq!(fingerprint(&files).unread(), ["a.rs"]);
        assert_eq!(fingerprint_within(&files, Duration::ZERO).unread(), ["a.rs", "b.rs"]);
    }
}
