//! The submissions of a class, and which of them share what.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::regions::{Pair, Region, regions};
use crate::winnow::{Fingerprints, Starter};

/// Fingerprints of more than so many per cent of the submissions on a lab are common knowledge: what most of a class
/// has was shown to it …
pub const COMMON_PERCENT: usize = 50;

/// … when they are those of at least so many submissions.
pub const COMMON_SUBMISSIONS: usize = 5;

/// The least that makes a pair worth a look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minimum {
    /// of the smaller submission, 0 to 1
    pub share: f64,
    /// fingerprints: two submissions of a few lines are soon alike
    pub shared: usize,
}

impl Default for Minimum {
    fn default() -> Self {
        Self { share: 0.4, shared: 10 }
    }
}

/// A file that was not compared, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// whose
    pub student: usize,
    /// of which lab
    pub lab: String,
    /// its path
    pub file: String,
}

/// Submissions on a lab that are one work: all their fingerprints are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// the lab's name
    pub lab: String,
    /// the students, two or more
    pub students: Vec<usize>,
    /// how many handed the lab in
    pub submissions: usize,
}

/// What most of a class has, and is therefore no sign of anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Common {
    /// the lab's name
    pub lab: String,
    /// a student whose submission has it
    pub student: usize,
    /// where
    pub regions: Vec<Region>,
}

/// The fingerprints of a class. What it answers does not depend on the order of the submissions.
#[derive(Clone, Debug, Default)]
pub struct Index {
    starters: BTreeMap<String, Starter>,
    labs: BTreeMap<String, BTreeMap<usize, Fingerprints>>,
}

impl Index {
    /// No submission yet. The starters, by the name of the lab, come first, so that nothing of them is
    /// ever kept.
    pub fn new(starters: BTreeMap<String, Starter>) -> Self {
        Self { starters, labs: BTreeMap::new() }
    }

    /// Adds the submission of a student on a lab; a second one replaces the first.
    pub fn add(&mut self, student: usize, lab: &str, mut fingerprints: Fingerprints) {
        if let Some(starter) = self.starters.get(lab) {
            fingerprints.marks.retain(|mark| !starter.has(mark.hash));
        }
        fingerprints.marks.shrink_to_fit();
        self.labs.entry(lab.to_owned()).or_default().insert(student, fingerprints);
    }

    /// The pairs that reach the minimum, those that share most first.
    pub fn pairs(&self, minimum: Minimum) -> Vec<Pair> {
        let labs = self.labs.iter();
        let mut pairs: Vec<Pair> = labs
            .flat_map(|(lab, submissions)| Class::new(lab, submissions).pairs(minimum))
            .collect();
        pairs.sort_by(|one, other| {
            let most_first = other.share.total_cmp(&one.share).then(other.shared.cmp(&one.shared));
            most_first.then_with(|| (&one.lab, one.a, one.b).cmp(&(&other.lab, other.a, other.b)))
        });
        pairs
    }

    /// The works that several have handed in, those of most students first. Even what most of a class has counts
    /// here: who handed in the same work is not known by what others have.
    pub fn groups(&self, minimum: Minimum) -> Vec<Group> {
        let mut groups = Vec::new();
        for (lab, submissions) in &self.labs {
            let mut same: BTreeMap<Vec<u64>, Vec<usize>> = BTreeMap::new();
            for (&student, submission) in submissions {
                let hashes: Vec<u64> = submission.hashes().collect();
                if hashes.len() >= minimum.shared.max(1) {
                    same.entry(hashes).or_default().push(student);
                }
            }
            let several = same.into_values().filter(|students| students.len() > 1);
            groups.extend(several.map(|students| Group {
                lab: lab.clone(),
                students,
                submissions: submissions.len(),
            }));
        }
        groups.sort_by_key(|group| (Reverse(group.students.len()), group.students.clone()));
        groups
    }

    /// What most of the class has beyond the starter, on each lab where there is something.
    pub fn common(&self) -> Vec<Common> {
        let labs = self.labs.iter();
        labs.filter_map(|(lab, submissions)| Class::new(lab, submissions).common()).collect()
    }

    /// Every file that was not compared, or not to its end: to be looked at by a person.
    pub fn unread(&self) -> Vec<Unread> {
        let mut unread = Vec::new();
        for (lab, submissions) in &self.labs {
            for (&student, submission) in submissions {
                let of = |file: &String| Unread { student, lab: lab.clone(), file: file.clone() };
                unread.extend(submission.unread().iter().map(of));
            }
        }
        unread
    }
}

/// The submissions on one lab.
struct Class<'a> {
    lab: &'a str,
    submissions: Vec<(usize, &'a Fingerprints)>,
    /// for each submission: its fingerprints that are not common knowledge
    own: Vec<usize>,
    /// the fingerprints that are common knowledge, in order
    known: Vec<u64>,
    /// the fingerprints of two submissions or more that are not common knowledge, each with the index of
    /// every submission that has it; in order
    shared: Vec<(u64, usize)>,
}

impl<'a> Class<'a> {
    fn new(lab: &'a str, submissions: &'a BTreeMap<usize, Fingerprints>) -> Self {
        let submissions: Vec<_> =
            submissions.iter().map(|(&student, submission)| (student, submission)).collect();
        let mut all = Vec::new();
        for (index, (_, submission)) in submissions.iter().enumerate() {
            all.extend(submission.hashes().map(|hash| (hash, index)));
        }
        all.sort_unstable();
        let mut own = vec![0; submissions.len()];
        let (mut known, mut shared) = (Vec::new(), Vec::new());
        for sharers in all.chunk_by(|one, next| one.0 == next.0) {
            if is_common(sharers.len(), submissions.len()) {
                known.push(sharers[0].0);
                continue;
            }
            sharers.iter().for_each(|&(_, submission)| own[submission] += 1);
            if sharers.len() > 1 {
                shared.extend_from_slice(sharers);
            }
        }
        Self { lab, submissions, own, known, shared }
    }

    /// Who has `hash`; nobody when it is common knowledge or one submission's alone.
    fn sharers(&self, hash: u64) -> &[(u64, usize)] {
        let begin = self.shared.partition_point(|sharer| sharer.0 < hash);
        let end = self.shared.partition_point(|sharer| sharer.0 <= hash);
        &self.shared[begin..end]
    }

    fn pairs(&self, minimum: Minimum) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for (a, (_, submission)) in self.submissions.iter().enumerate() {
            let mut counts = vec![0; self.submissions.len()];
            for hash in submission.hashes() {
                for &(_, b) in self.sharers(hash).iter().filter(|&&(_, b)| b > a) {
                    counts[b] += 1;
                }
            }
            let found = (a + 1..counts.len()).filter(|&b| counts[b] >= minimum.shared.max(1));
            pairs.extend(found.map(|b| self.pair(a, b, counts[b])));
        }
        pairs.retain(|pair| pair.share >= minimum.share);
        pairs
    }

    /// The common passages, in the submission that has most of them.
    fn common(&self) -> Option<Common> {
        let is_known = |hash: &u64| self.known.binary_search(hash).is_ok();
        let count = |submission: &Fingerprints| submission.hashes().filter(is_known).count();
        let (student, example) =
            self.submissions.iter().rev().max_by_key(|(_, submission)| count(submission))?;
        let regions = regions(example, example, |hash| is_known(&hash));
        let regions: Vec<Region> = regions.into_iter().map(|(region, _)| region).collect();
        (!regions.is_empty()).then(|| Common {
            lab: self.lab.to_owned(),
            student: *student,
            regions,
        })
    }

    fn pair(&self, a: usize, b: usize, shared: usize) -> Pair {
        let share = shared as f64 / self.own[a].min(self.own[b]) as f64;
        let ((a, one), (b, other)) = (self.submissions[a], self.submissions[b]);
        let counts = |hash| !self.sharers(hash).is_empty();
        Pair { lab: self.lab.to_owned(), a, b, shared, share, regions: regions(one, other, counts) }
    }
}

/// Whether what so many of all submissions have is no sign of anything.
fn is_common(sharers: usize, submissions: usize) -> bool {
    sharers >= COMMON_SUBMISSIONS && sharers * 100 > submissions * COMMON_PERCENT
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Fingerprints, Index, Minimum, is_common};
    use crate::winnow::Mark;

    /// A submission with these fingerprints, one a line.
    fn submission(hashes: impl IntoIterator<Item = u64>) -> Fingerprints {
        let mark = |(line, hash)| Mark { hash, file: 0, first_line: line, more_lines: 0 };
        let mut marks: Vec<Mark> = (0..).zip(hashes).map(mark).collect();
        marks.sort_unstable();
        Fingerprints { files: vec!["a.rs".into()], marks, unread: Vec::new() }
    }

    const ANY: Minimum = Minimum { share: 0.0, shared: 1 };

    #[test]
    fn the_share_is_that_of_the_smaller_work() {
        let mut index = Index::new(BTreeMap::new());
        index.add(4, "crud", submission(0..10));
        index.add(2, "crud", submission(5..100));
        index.add(3, "params", submission(0..10));
        let pairs = index.pairs(ANY);
        assert_eq!(pairs.len(), 1, "{pairs:?}");
        let pair = &pairs[0];
        assert_eq!((pair.lab.as_str(), pair.a, pair.b, pair.shared), ("crud", 2, 4, 5));
        assert!((pair.share - 0.5).abs() < 1e-9);
        assert_eq!(index.pairs(Minimum { share: 0.51, shared: 1 }), []);
        assert_eq!(index.pairs(Minimum { share: 0.5, shared: 6 }), []);
    }

    #[test]
    fn what_many_have_is_subtracted_from_what_is_shared_and_from_the_works() {
        let mut index = Index::new(BTreeMap::new());
        for (student, first) in (0..10).zip((0..).step_by(1_000)) {
            index.add(student, "crud", submission((100..120).chain(first..first + 10)));
        }
        assert_eq!(index.pairs(ANY), [], "ten of ten have 100..120");
        index.add(10, "crud", submission((100..120).chain(0..5)));
        let pairs = index.pairs(ANY);
        assert_eq!(pairs.len(), 1);
        assert_eq!((pairs[0].a, pairs[0].b, pairs[0].shared), (0, 10, 5));
        assert!((pairs[0].share - 1.0).abs() < 1e-9, "{}", pairs[0].share);
    }

    #[test]
    fn common_is_more_than_half_and_five_at_least() {
        assert!(!is_common(4, 4));
        assert!(is_common(5, 5));
        assert!(!is_common(50, 100));
        assert!(is_common(51, 100));
    }

    #[test]
    fn five_equal_works_among_thirteen_are_found() {
        let mut index = Index::new(BTreeMap::new());
        for (student, first) in (0..13).zip((1_000..).step_by(1_000)) {
            let own = if student < 5 { 0 } else { first };
            index.add(student, "crud", submission(own..own + 40));
        }
        assert_eq!(index.pairs(Minimum::default()).len(), 10);
        let groups = index.groups(Minimum::default());
        assert_eq!((groups.len(), &groups[0].students[..]), (1, &[0, 1, 2, 3, 4][..]));
        assert_eq!(index.common(), []);
    }

    #[test]
    fn what_most_have_is_shown_and_the_same_work_of_most_too() {
        let mut index = Index::new(BTreeMap::new());
        for (student, first) in (0..10).zip((1_000..).step_by(1_000)) {
            let own = if student < 7 { 0..0 } else { first..first + 40 };
            index.add(student, "crud", submission((100..140).chain(own)));
        }
        assert_eq!(index.pairs(Minimum::default()), []);
        assert_eq!(index.groups(Minimum::default())[0].students, [0, 1, 2, 3, 4, 5, 6]);
        let common = index.common();
        assert_eq!((common.len(), common[0].student), (1, 0));
        assert!(!common[0].regions.is_empty());
    }

    #[test]
    fn the_order_of_the_works_changes_nothing_and_a_second_one_replaces_the_first() {
        let mut one = Index::new(BTreeMap::new());
        let mut other = Index::new(BTreeMap::new());
        other.add(0, "crud", submission(900..999));
        for student in 0..6 {
            let of = |student: usize| submission((0..).skip(student * 5).take(20));
            one.add(student, "crud", of(student));
            other.add(5 - student, "crud", of(5 - student));
        }
        let pairs = one.pairs(ANY);
        // Those at most three apart; what five have is common.
        assert_eq!(pairs.len(), 5 + 4 + 3);
        assert_eq!(pairs, other.pairs(ANY));
        assert!(pairs.windows(2).all(|two| two[0].share >= two[1].share));
    }
}
