//! What each student gets, put together from the gradebook.

use std::collections::BTreeMap;

use anyhow::Result;
use gradebook::{Gradebook, Judgement, StudentRecord};
use lab::course::{Course, Lab};
use marks::{LabMark, Lateness, Outcome, Points, Provenance, StudentMarks, deadline, lateness};
use submission::{Doubt, Flag};

/// What could not be judged, by lab and digest, and why.
pub type SetAside = BTreeMap<(String, String), String>;

/// A gradebook, and the course whose rules hold.
#[derive(Clone, Copy, Debug)]
pub struct Marking<'a> {
    /// what was handed in, judged, and changed by hand
    pub book: &'a Gradebook,
    /// what labs are worth, and what lateness costs
    pub course: &'a Course,
}

impl Marking<'_> {
    /// What a student gets for these labs.
    ///
    /// # Errors
    /// When the gradebook cannot be read.
    pub fn student<'l>(
        &self,
        record: &StudentRecord,
        labs: impl Iterator<Item = &'l Lab>,
        set_aside: &SetAside,
    ) -> Result<StudentMarks> {
        let labs = labs.map(|lab| self.lab(record, lab, set_aside)).collect::<Result<Vec<_>>>()?;
        Ok(StudentMarks {
            student: record.student.clone(),
            contact: record.contact.clone(),
            folder: record.folder.clone(),
            left_out: record.left_out.clone(),
            commit: record.commit.clone(),
            flags: flags(record, &labs),
            labs,
            refused: record.refused.clone(),
            digest: record.digest.clone(),
        })
    }

    /// What a student gets for a lab, by the judgement that counts.
    ///
    /// # Errors
    /// When the gradebook cannot be read.
    pub fn lab(&self, record: &StudentRecord, lab: &Lab, set_aside: &SetAside) -> Result<LabMark> {
        let Some(submitted) = record.labs.get(&lab.name) else {
            // It may be among what could not be read: that is no zero.
            if record.refused.is_some() {
                return self.unjudged(record, lab, Outcome::Unread, None);
            }
            return self.unjudged(record, lab, Outcome::Missing, Some(Points::default()));
        };
        if let Some(judgement) = self.book.counting(&lab.name, &submitted.digest)? {
            return self.judged(record, lab, judgement);
        }
        // Nobody loses a point because we could not judge: there is no grade yet.
        let why = match set_aside.get(&(lab.name.clone(), submitted.digest.clone())) {
            Some(why) => why.clone(),
            None => {
                let last = self.book.last_error(&lab.name, &submitted.digest)?;
                last.unwrap_or_else(|| "not judged yet".to_owned())
            }
        };
        self.unjudged(record, lab, Outcome::SetAside { why }, None)
    }

    /// What a student gets for a lab when this judgement of what was handed in counts.
    ///
    /// # Errors
    /// When the gradebook cannot be read.
    pub fn judged(
        &self,
        record: &StudentRecord,
        lab: &Lab,
        judgement: Judgement,
    ) -> Result<LabMark> {
        let submitted = record.labs.get(&lab.name);
        let missing = submitted.and_then(|it| it.doubts.iter().find_map(Doubt::missing));
        // Nothing works without these files, which may only have been forgotten in the archive.
        if let Some(missing) = missing.filter(|_| judgement.earned == Points::default()) {
            let missing = missing.to_vec();
            return self.unjudged(record, lab, Outcome::Incomplete { missing }, None);
        }
        let Judgement { key, checks, seed, outcome, earned } = judgement;
        // A time that was in the future when it was read cannot be late.
        let is_sure = submitted.is_some_and(|it| !it.doubts.contains(&Doubt::Future));
        let handed_in = submitted.and_then(|submitted| submitted.at).filter(|_| is_sure);
        let mark = self.unjudged(record, lab, outcome, Some(earned))?;
        let rule = self.course.late.as_ref();
        let lateness = lateness(rule, lab, mark.deadline, handed_in, earned);
        let provenance = Provenance {
            submission: key.files,
            suite: key.suite,
            starter: key.starter,
            toolchain: key.toolchain,
            seed,
            tier: key.tier,
        };
        Ok(LabMark { checks, lateness, provenance: Some(provenance), ..mark })
    }

    fn unjudged(
        &self,
        record: &StudentRecord,
        lab: &Lab,
        outcome: Outcome,
        earned: Option<Points>,
    ) -> Result<LabMark> {
        let extension = self.book.extension(record.id, &lab.name)?;
        let submitted = record.labs.get(&lab.name);
        Ok(LabMark {
            lab: lab.name.clone(),
            out_of: Points::whole(lab.points),
            outcome,
            checks: [].into(),
            earned,
            handed_in: submitted.and_then(|submitted| submitted.at),
            participant: submitted.and_then(|submitted| submitted.participant.clone()),
            team: submitted.and_then(|submitted| submitted.team.clone()),
            // Without a deadline there is nothing to extend.
            deadline: deadline(lab).map(|deadline| deadline.max(extension.unwrap_or(deadline))),
            is_extended: deadline(lab) < extension,
            lateness: Lateness::default(),
            by_hand: self.book.by_hand(record.id, &lab.name)?,
            given: None,
            provenance: None,
        })
    }
}

/// What was decided about what a student handed in: for each lab by the submission whose files count, and of
/// labs without any by the latest. Files that are missing and that nothing needs are no doubt.
fn flags(record: &StudentRecord, labs: &[LabMark]) -> Vec<Flag> {
    let is_whole = |flag: &Flag| {
        let mark = labs.iter().find(|mark| mark.lab == flag.lab);
        mark.is_some_and(|mark| mark.earned == Some(mark.out_of))
    };
    let of_files = record.labs.iter().flat_map(|(lab, submitted)| {
        let flag = |doubt: &Doubt| Flag { lab: lab.clone(), doubt: doubt.clone() };
        submitted.doubts.iter().map(flag)
    });
    let of_none = record.flags.iter().filter(|flag| !record.labs.contains_key(&flag.lab)).cloned();
    let all = of_files.chain(of_none);
    all.filter(|flag| flag.doubt.missing().is_none() || !is_whole(flag)).collect()
}
