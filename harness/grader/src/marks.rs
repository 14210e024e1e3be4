//! What each student gets, put together from the gradebook.

use std::collections::BTreeMap;

use anyhow::Result;
use engine::Lang;
use engine::fault::Reason;
use engine::verdict::{CheckReport, Verdict};
use lab::course::Course;

use crate::gradebook::{Gradebook, Judgement, Key, Row};
use crate::model::{LabMark, Marked, Outcome, Provenance, Tier};
use crate::policy;
use crate::prepare::{Bench, Workshop};
use crate::report::{CheckHead, Class, LabHead};

/// What the judgements of a run belong to, beside the work.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// the course
    pub course: &'a Course,
    /// what is prepared
    pub workshop: &'a Workshop,
    /// how the submissions are confined
    pub tier: Tier,
    /// of every text for people
    pub lang: Lang,
}

impl Terms<'_> {
    /// The same, with texts in `lang`.
    pub fn in_language(self, lang: Lang) -> Self {
        Self { lang, ..self }
    }

    /// What the judgement of a work on this bench belongs to.
    pub fn key(&self, bench: &Bench, digest: &str) -> Key {
        Key {
            digest: digest.to_owned(),
            lab: bench.lab.name.clone(),
            suite: bench.suite_digest.clone(),
            starter: bench.starter_digest.clone(),
            toolchain: self.workshop.toolchain.clone(),
            tier: self.tier,
            lang: self.lang,
        }
    }

    /// What is reported of all students together.
    pub fn class(&self) -> Class {
        let labs = self.workshop.benches.iter().map(|bench| LabHead {
            name: bench.lab.name.clone(),
            folder: bench.lab.folder.clone(),
            title: bench.lab.title(self.lang).to_owned(),
            out_of: bench.lab.points,
            checks: bench
                .checks(self.lang)
                .iter()
                .map(|check| CheckHead {
                    id: check.id.clone(),
                    title: check.title.clone(),
                    points: check.points,
                })
                .collect(),
        });
        Class {
            title: "Atelier".to_owned(),
            lang: self.lang,
            labs: labs.collect(),
            toolchain: self.workshop.toolchain.clone(),
            tier: self.tier,
            seed: None,
        }
    }

    /// What a student gets.
    ///
    /// # Errors
    /// When the gradebook cannot be read.
    pub fn marked(
        &self,
        book: &Gradebook,
        row: &Row,
        set_aside: &BTreeMap<(String, String), String>,
    ) -> Result<Marked> {
        let labs = self
            .workshop
            .benches
            .iter()
            .map(|bench| self.lab(book, row, bench, set_aside))
            .collect::<Result<Vec<_>>>()?;
        Ok(Marked {
            student: row.student.clone(),
            folder: row.folder.clone(),
            labs,
            left_out: row.left_out.clone(),
            refused: row.refused.clone(),
            digest: row.digest.clone(),
        })
    }

    fn lab(
        &self,
        book: &Gradebook,
        row: &Row,
        bench: &Bench,
        set_aside: &BTreeMap<(String, String), String>,
    ) -> Result<LabMark> {
        let name = &bench.lab.name;
        let Some(work) = row.works.get(name) else { return self.mark(book, row, bench, None) };
        if let Some(judgement) = book.counting(&work.digest, name)? {
            let judgement = self.translated(book, judgement)?;
            return self.mark(book, row, bench, Some(judgement));
        }
        // Nobody loses a point because we could not judge: there is no grade yet.
        let why = match set_aside.get(&(work.digest.clone(), name.clone())) {
            Some(why) => why.clone(),
            None => book.last_error(&work.digest, name)?.unwrap_or_else(|| "not judged yet".into()),
        };
        let mark = self.mark(book, row, bench, None)?;
        Ok(LabMark { outcome: Outcome::SetAside { why }, ..mark })
    }

    /// The same judgement with texts in the language of these terms, when there is one: the seed is the
    /// work's, so both have asked the same. Should the points differ, the one that counts is told.
    fn translated(&self, book: &Gradebook, counting: Judgement) -> Result<Judgement> {
        if counting.key.lang == self.lang {
            return Ok(counting);
        }
        let key = Key { lang: self.lang, ..counting.key.clone() };
        let same = book.judgement(&key)?;
        Ok(same.filter(|same| same.hundredths == counting.hundredths).unwrap_or(counting))
    }

    /// What a student gets on a lab when this judgement of the work counts.
    ///
    /// # Errors
    /// When the gradebook cannot be read.
    pub fn mark(
        &self,
        book: &Gradebook,
        row: &Row,
        bench: &Bench,
        judgement: Option<Judgement>,
    ) -> Result<LabMark> {
        let name = &bench.lab.name;
        let earned = judgement.as_ref().map_or(0, |judgement| judgement.hundredths);
        let work = row.works.get(name);
        let late = policy::lateness(self.course, &bench.lab, work.and_then(|work| work.at), earned);
        let by_hand = book.by_hand(row.id, name)?;
        let provenance = judgement.as_ref().map(|judgement| Provenance {
            submission: judgement.key.digest.clone(),
            suite: judgement.key.suite.clone(),
            starter: judgement.key.starter.clone(),
            toolchain: judgement.key.toolchain.clone(),
            seed: judgement.seed,
            tier: judgement.key.tier,
        });
        Ok(LabMark {
            lab: name.clone(),
            title: bench.lab.title(self.lang).to_owned(),
            out_of: bench.lab.points,
            outcome: judgement.map_or(Outcome::Missing, |judgement| judgement.outcome),
            hundredths: by_hand.as_ref().map_or(earned - late.deduction, |hand| hand.hundredths),
            late: late.deduction,
            days_late: late.days,
            by_hand,
            provenance,
        })
    }
}

/// The points of an outcome, in hundredths.
pub fn earned(outcome: &Outcome) -> u32 {
    match outcome {
        Outcome::Judged { checks, .. } => checks.iter().map(|check| check.points * 100).sum(),
        _ => 0,
    }
}

/// Every check of a lab, failed because there is no server.
pub fn failed_to_build(bench: &Bench, lang: Lang) -> Vec<CheckReport> {
    let failed = bench.checks(lang).iter().map(|check| CheckReport {
        id: check.id.clone(),
        title: check.title.clone(),
        verdict: Verdict::Failed,
        points: 0,
        out_of: check.points,
        reason: Some(Reason::BuildFailed),
        diff: None,
        hint: None,
        chapter: None,
    });
    failed.collect()
}
