//! The checks of a lab in words, whatever became of it.

use engine::Lang;
use engine::fault::Reason;
use engine::outcome::{Cause as CauseOfError, Outcome as CheckOutcome};
use engine::protocol::Description;
use engine::render::{self, Cause};
use engine::verdict::{CheckReport, Verdict};
use marks::{JudgedCheck, LabMark, LimitsHit, Outcome};
use sandbox::profiles::judge::DISK_MEBIBYTES;
use texts::Message;

use crate::class::{Class, LabHead};
use crate::escape;
use crate::messages::{self, outcomes, server_limits};

/// What a failure is explained with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// what happened, in a sentence or two
    pub sentence: String,
    /// the requests, as `curl` lines
    pub asked: Vec<String>,
    /// what the server printed on both outputs, capped
    pub printed: String,
    /// what other failures may have in common with this one
    pub cause: Cause,
}

/// The lab's head, when the class has the lab.
pub fn head<'a>(class: &'a Class, lab: &LabMark) -> Option<&'a LabHead> {
    class.labs.iter().find(|head| head.name == lab.lab)
}

/// The checks that were made; when none was, those of the lab: failed when nothing was handed in, in
/// error when the failure is ours. Texts are fit to be shown.
pub fn of(class: &Class, lab: &LabMark) -> Vec<CheckReport> {
    let lang = class.lang;
    let all = |verdict: Verdict, why: &str| -> Vec<CheckReport> {
        let checks = head(class, lab).map_or(&[][..], |head| &head.checks);
        checks.iter().map(|check| unmade(check, verdict, Some(why), lang)).collect()
    };
    match &lab.outcome {
        Outcome::Unread => all(Verdict::Skipped, &outcomes::UNREAD.text(lang)),
        Outcome::Incomplete { missing } => {
            all(Verdict::Skipped, &outcomes::incomplete(missing.join(", ")).text(lang))
        }
        Outcome::Missing => all(Verdict::Failed, &outcomes::MISSING.text(lang)),
        Outcome::SetAside { why } => all(Verdict::Error, &outcomes::set_aside(why).text(lang)),
        Outcome::BuildFailed { .. } | Outcome::BuildLimit { .. } => {
            lab.checks.iter().map(|check| unbuilt(check, lang)).collect()
        }
        Outcome::Judged { .. } => {
            judged(lab, lang).iter().map(|(report, _)| shown(report)).collect()
        }
    }
}

/// The checks of a lab whose server was judged, each with what explains it; none of another lab. Texts
/// are as they came.
pub fn judged(lab: &LabMark, lang: Lang) -> Vec<(CheckReport, Option<Evidence>)> {
    let Outcome::Judged { checks, limits, .. } = &lab.outcome else { return Vec::new() };
    let described = |judged: &JudgedCheck| {
        let check = lab.checks.iter().find(|check| check.id == judged.id)?;
        let report = report(check, &judged.outcome, lang);
        Some((report, evidence(&judged.outcome, *limits, lang)))
    };
    checks.iter().filter_map(described).collect()
}

/// A check in words. An error that its servers brought about is their failure.
fn report(check: &Description, outcome: &CheckOutcome, lang: Lang) -> CheckReport {
    let report = render::report(check, outcome, lang);
    match of_its_own_doing(outcome) {
        Some(why) => CheckReport { verdict: Verdict::Failed, diff: Some(why.text(lang)), ..report },
        None => report,
    }
}

fn evidence(outcome: &CheckOutcome, hit: LimitsHit, lang: Lang) -> Option<Evidence> {
    let mut evidence = match of_its_own_doing(outcome) {
        Some(why) => Evidence { sentence: why.text(lang), ..Evidence::default() },
        None => render::evidence(outcome, lang).map(in_our_words)?,
    };
    // Without it, a server that was killed for its memory looks like one that crashed.
    if let Some(limit) = messages::limits_hit(hit) {
        let sentence = format!("{} {}", evidence.sentence, limit.text(lang));
        evidence.sentence = sentence.trim().to_owned();
    }
    Some(evidence)
}

fn in_our_words(evidence: render::Evidence) -> Evidence {
    let panics = evidence.printed.panics.iter();
    let mut printed: String =
        panics.map(|panic| format!("panic, {}: {}\n", panic.place, panic.message)).collect();
    printed.push_str(&evidence.printed.text);
    Evidence { sentence: evidence.sentence, asked: evidence.steps, printed, cause: evidence.cause }
}

/// Why a check could not be made, when its servers are the cause.
fn of_its_own_doing(outcome: &CheckOutcome) -> Option<Message> {
    let CheckOutcome::Error(error) = outcome else { return None };
    match error.cause {
        CauseOfError::StorageFull => Some(server_limits::disk(DISK_MEBIBYTES)),
        CauseOfError::AccessDenied => Some(server_limits::LOCKED),
        CauseOfError::CannotStart | CauseOfError::Other => None,
    }
}

/// What building and judging took, in milliseconds.
pub fn times(lab: &LabMark) -> (u64, u64) {
    let outcome = &lab.outcome;
    (outcome.build_ms().unwrap_or_default(), outcome.judging_ms().unwrap_or_default())
}

/// A check that failed because there is no server.
fn unbuilt(check: &Description, lang: Lang) -> CheckReport {
    let report = unmade(check, Verdict::Failed, None, lang);
    CheckReport { reason: Some(Reason::BuildFailed), ..report }
}

fn unmade(check: &Description, verdict: Verdict, why: Option<&str>, lang: Lang) -> CheckReport {
    CheckReport {
        id: escape::line(&check.id),
        title: escape::line(check.texts.title.get(lang)),
        verdict,
        points: 0,
        out_of: check.points,
        reason: None,
        diff: why.map(escape::visible),
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

#[cfg(test)]
mod tests {
    use std::io;

    use anyhow::Context;
    use engine::Lang;
    use engine::fault::Fault;
    use engine::outcome::{Failure, Outcome as CheckOutcome};
    use marks::LimitsHit;

    use super::{evidence, of_its_own_doing};

    fn error(kind: io::ErrorKind) -> CheckOutcome {
        let error = Err::<(), _>(io::Error::from(kind)).context("making a folder for check a");
        CheckOutcome::Error(error.expect_err("an error").into())
    }

    fn failure() -> CheckOutcome {
        CheckOutcome::Failed(Box::new(Failure::at_once(Fault::ConnectionLost { bytes: 0 })))
    }

    #[test]
    fn a_folder_that_servers_filled_or_locked_is_their_failure() {
        for kind in [io::ErrorKind::StorageFull, io::ErrorKind::PermissionDenied] {
            assert!(of_its_own_doing(&error(kind)).is_some(), "{kind}");
        }
        assert_eq!(of_its_own_doing(&error(io::ErrorKind::NotFound)), None);
        assert_eq!(of_its_own_doing(&failure()), None);
    }

    #[test]
    fn a_limit_that_was_hit_is_said_of_every_failure() {
        let hit = LimitsHit { memory: Some(512 << 20), processes: None };
        let said = |outcome: &CheckOutcome, hit| {
            evidence(outcome, hit, Lang::En).map(|told| told.sentence)
        };
        let without = said(&failure(), LimitsHit::default()).expect("a sentence");
        let with = said(&failure(), hit).expect("a sentence");
        assert!(with.starts_with(&without) && with.contains("512 MiB"), "{with}");
        assert_eq!(said(&CheckOutcome::Passed, hit), None);
    }
}
