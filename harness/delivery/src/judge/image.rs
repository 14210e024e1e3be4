//! The image: pushed after the checks, and only for a push to the main branch.

use std::collections::BTreeSet;

use crate::answer::Answer;
use crate::finding::{Check, Finding, Reason};
use crate::judge::checks::is_effective;
use crate::judge::occurrences::{self, Occurrence, Occurrences, Place, PushSite};
use crate::model::{EventKind, Model};

pub(super) fn findings(model: &Model, found: &Occurrences) -> Vec<Finding> {
    let main: Vec<usize> = (0..model.events.len())
        .filter(|event| model.events[*event].kind == EventKind::PushToMain)
        .collect();
    let is_for_main = |site: &&PushSite| main.iter().any(|event| site.runs[*event] != Answer::No);
    let mut findings = BTreeSet::new();
    for site in &found.pushes {
        findings.extend(elsewhere(model, site));
    }
    let for_main: Vec<&PushSite> = found.pushes.iter().filter(is_for_main).collect();
    for site in &for_main {
        findings.extend(order(model, found, site, &main));
    }
    if for_main.is_empty() {
        findings.extend(perhaps(model, found, &main));
    }
    findings.into_iter().collect()
}

/// The jobs that push an image, for whatever event, or may do so going by their names.
pub(crate) fn pushing_jobs(model: &Model) -> BTreeSet<String> {
    let found = occurrences::find(model);
    let sites = found.pushes.iter().chain(&found.perhaps);
    sites.map(|site| model.jobs[site.place.job].id.clone()).collect()
}

/// A called workflow, or an unknown command, that may push the image: one that is right is enough.
fn perhaps(model: &Model, found: &Occurrences, main: &[usize]) -> Vec<Finding> {
    let judged = found
        .perhaps
        .iter()
        .filter(|site| main.iter().any(|event| site.runs[*event] != Answer::No))
        .map(|site| {
            let mut findings = elsewhere(model, site);
            findings.extend(order(model, found, site, main));
            findings
        });
    judged
        .min_by_key(Vec::len)
        .unwrap_or_else(|| vec![Finding::new(model.line, Reason::NoImagePushed)])
}

/// The other occasions on which a site pushes.
fn elsewhere(model: &Model, site: &PushSite) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut has_branch = false;
    for (event, runs) in model.events.iter().zip(&site.runs) {
        let is_branch = event.kind == EventKind::PushToBranch;
        if event.kind == EventKind::PushToMain || *runs == Answer::No || (is_branch && has_branch) {
            continue;
        }
        has_branch |= is_branch;
        let job = model.jobs[site.place.job].id.clone();
        let reason = Reason::PushedElsewhere { job, on: event.occasion() };
        findings.push(Finding::new(site.line, reason));
    }
    findings.dedup();
    findings
}

fn order(model: &Model, found: &Occurrences, site: &PushSite, main: &[usize]) -> Vec<Finding> {
    let Some(event) = main.iter().copied().find(|event| site.runs[*event] != Answer::No) else {
        return Vec::new();
    };
    let job = &model.jobs[site.place.job];
    let before = before(model, site.place.job, event);
    let mut findings = Vec::new();
    for check in Check::ALL {
        let all: Vec<&Occurrence> =
            found.checks.iter().filter(|found| found.check == check).collect();
        let mut counting: Vec<&Occurrence> =
            all.iter().filter(|found| is_effective(model, found, event)).copied().collect();
        if counting.is_empty() {
            counting = all;
        }
        let is_before = |place: Place| match place.job == site.place.job {
            true => place < site.place,
            false => before.contains(&place.job),
        };
        if !counting.is_empty() && !counting.iter().any(|found| is_before(found.place)) {
            let reason = Reason::PushedBeforeCheck { job: job.id.clone(), check };
            findings.push(Finding::new(site.line, reason));
        }
    }
    let step = &job.steps[site.place.step];
    // A condition of the job that asks for no status holds after a failure of its own steps too.
    let survives_step = step.runs_after_failure[event] != Answer::No;
    let has_checks = found.checks.iter().any(|found| found.place.job == site.place.job);
    let survives_jobs = job.runs_after_failure[event] != Answer::No && !job.needs.is_empty();
    if (survives_step && has_checks) || survives_jobs {
        let reason = Reason::PushedAfterFailure { job: job.id.clone() };
        findings.push(Finding::new(site.line, reason));
    }
    findings
}

/// The jobs that have succeeded when a job starts.
fn before(model: &Model, job: usize, event: usize) -> BTreeSet<usize> {
    let mut before = BTreeSet::new();
    let mut open = vec![job];
    while let Some(next) = open.pop() {
        let passed = &model.jobs[next];
        let hides_failures =
            next != job && passed.runs_after_failure[event] != Answer::No && !passed.reads_results;
        if hides_failures {
            continue;
        }
        open.extend(passed.needs.iter().copied().filter(|need| before.insert(*need)));
    }
    before
}
