//! The checks of a lab, whatever became of the work on it.

use engine::verdict::{CheckReport, Verdict};

use super::words::Sentence;
use super::{CheckHead, Class, LabHead, escape};
use crate::model::{LabMark, Marked, Outcome};

/// The lab's head, when the class has the lab.
pub fn head<'a>(class: &'a Class, lab: &LabMark) -> Option<&'a LabHead> {
    class.labs.iter().find(|head| head.name == lab.lab)
}

/// The checks that were made; when none was, those of the lab: failed when nothing was handed in, in
/// error when the failure is ours. Texts are fit to be shown.
pub fn of(class: &Class, lab: &LabMark) -> Vec<CheckReport> {
    let all = |verdict: Verdict, why: &str| -> Vec<CheckReport> {
        let heads = head(class, lab).map_or(&[][..], |head| &head.checks);
        heads.iter().map(|head| unmade(head, verdict, why)).collect()
    };
    match &lab.outcome {
        Outcome::Missing => all(Verdict::Failed, &Sentence::Missing.text(class.lang)),
        Outcome::SetAside { why } => {
            all(Verdict::Error, &Sentence::SetAside { why: why.clone() }.text(class.lang))
        }
        _ => lab.checks().iter().map(shown).collect(),
    }
}

/// Whether the lab has no points yet for a reason of ours, and nobody has given it any by hand.
pub fn is_open(lab: &LabMark) -> bool {
    matches!(lab.outcome, Outcome::SetAside { .. }) && lab.by_hand.is_none()
}

/// Whether some lab [is open](is_open): there is no total then, and nothing is exported as zero.
pub fn has_open(marked: &Marked) -> bool {
    marked.labs.iter().any(is_open)
}

/// What building and judging took, in milliseconds.
pub fn times(lab: &LabMark) -> (u64, u64) {
    match &lab.outcome {
        Outcome::Judged { build, judging, .. } => (*build, *judging),
        Outcome::BuildFailed { build, .. } => (*build, 0),
        Outcome::Missing | Outcome::BuildLimit { .. } | Outcome::SetAside { .. } => (0, 0),
    }
}

fn unmade(head: &CheckHead, verdict: Verdict, why: &str) -> CheckReport {
    CheckReport {
        id: head.id.clone(),
        title: escape::line(&head.title),
        verdict,
        points: 0,
        out_of: head.points,
        reason: None,
        diff: Some(escape::visible(why)),
        hint: None,
        chapter: None,
    }
}

fn shown(check: &CheckReport) -> CheckReport {
    CheckReport {
        id: escape::line(&check.id),
        title: escape::line(&check.title),
        diff: check.diff.as_deref().map(escape::visible),
        hint: check.hint.as_deref().map(escape::visible),
        chapter: check.chapter.as_deref().map(escape::line),
        ..check.clone()
    }
}
