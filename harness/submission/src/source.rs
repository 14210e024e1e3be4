//! A submission before it is read: its owners, and which of a student's submissions counts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::git::Git;
use crate::part::Part;
use crate::read::Reading;
use crate::submission::{Doubt, Flag, Student, Submission};
use crate::terms::Terms;

/// By how much two clocks may differ.
const CLOCKS: SignedDuration = SignedDuration::from_mins(10);

/// One submission, not yet read.
#[derive(Clone, Debug)]
pub struct Source {
    /// who handed it in, as its name says; a team's has the team's name
    pub student: Student,
    /// the students that it belongs to; the one above unless it is changed
    pub owners: Vec<Student>,
    /// the team that handed it in, once it is known to be one
    pub team: Option<String>,
    /// where it is; inside of a download, the download's path with the student's folder
    pub path: PathBuf,
    /// a name that may say which lab it is
    pub(crate) called: String,
    pub(crate) parts: Vec<Part>,
    superseded: BTreeMap<Student, String>,
    rank: usize,
}

impl Source {
    /// Reads the submission. What is wrong with it stands in the result.
    pub fn read(&self, terms: &Terms, git: &dyn Git) -> Submission {
        let mut submission = Submission {
            student: self.student.clone(),
            source: self.path.clone(),
            handed_in: None,
            commit: None,
            labs: BTreeMap::new(),
            left_out: Vec::new(),
            flags: Vec::new(),
            refused: None,
        };
        match (Reading { terms, caps: &terms.caps, git }).parts(&self.parts, &self.called) {
            Ok(contents) => {
                submission.handed_in = contents.handed_in;
                submission.commit = contents.commit;
                submission.labs = contents.sorted.labs;
                submission.left_out = contents.sorted.left_out;
                submission.flags = contents.sorted.flags;
                submission.refused = contents.refused;
            }
            Err(refused) => submission.refused = Some(refused),
        }
        if submission.handed_in.is_some_and(|at| at > Timestamp::now() + CLOCKS) {
            let future = |lab: &String| Flag { lab: lab.clone(), doubt: Doubt::Future };
            submission.flags.extend(submission.labs.keys().map(future));
        }
        submission
    }

    /// A submission that consists of this.
    pub(crate) fn new(student: Student, path: PathBuf, called: &str, parts: Vec<Part>) -> Self {
        Self {
            owners: vec![student.clone()],
            student,
            team: None,
            path,
            called: called.to_owned(),
            parts,
            superseded: BTreeMap::new(),
            rank: 0,
        }
    }

    /// How many entries of a folder or of a download it consists of.
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// What counts instead of this one where both hold the same lab, when [`superseded`] found it.
    pub fn superseded_by(&self, owner: &Student) -> Option<&str> {
        self.superseded.get(owner).map(String::as_str)
    }

    /// How many submissions came before this one, as [`superseded`] found it.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// When it was handed in, as far as that can be told without reading it.
    fn cheap_time(&self, zone: &TimeZone) -> Option<Timestamp> {
        self.parts.iter().filter_map(|part| part.cheap_time(zone)).max()
    }
}

/// Marks what a later submission of the same student replaces. Times are those that cost little:
/// the entries' of a zip, the files' of a folder, of anything else the file's own; at the same time
/// the one that comes later in the list counts. `zone` is that of the course.
pub fn superseded(sources: &mut [Source], zone: &TimeZone) {
    let mut by_owner: BTreeMap<Student, Vec<usize>> = BTreeMap::new();
    for (index, source) in sources.iter().enumerate() {
        for owner in &source.owners {
            by_owner.entry(owner.clone()).or_default().push(index);
        }
    }
    by_owner.retain(|_, same| same.len() > 1);
    // Only of students with several is the time looked at.
    let several: BTreeSet<usize> = by_owner.values().flatten().copied().collect();
    let mut ordered: Vec<usize> = several.into_iter().collect();
    ordered.sort_by_cached_key(|at| (sources[*at].cheap_time(zone), *at));
    for (rank, index) in ordered.iter().enumerate() {
        sources[*index].rank = rank;
    }
    for (owner, same) in by_owner {
        let Some(latest) = same.iter().copied().max_by_key(|at| sources[*at].rank) else {
            continue;
        };
        let by = sources[latest].path.display().to_string();
        for index in same.into_iter().filter(|index| *index != latest) {
            sources[index].superseded.insert(owner.clone(), by.clone());
        }
    }
}
