//! Formatting, lints and tests: present, on every pull request and push, and never ignored.

use std::collections::BTreeSet;

use crate::answer::Answer;
use crate::finding::{Check, Finding, Ignored, Reason};
use crate::judge::occurrences::{Occurrence, Occurrences};
use crate::model::{EventKind, Model, Platform, ordinary_push};

pub(super) fn findings(model: &Model, occurrences: &Occurrences) -> Vec<Finding> {
    let mut findings = BTreeSet::new();
    for check in Check::ALL {
        let found: Vec<&Occurrence> =
            occurrences.checks.iter().filter(|found| found.check == check).collect();
        if found.is_empty() {
            findings.insert(Finding::new(model.line, Reason::NoCheck(check)));
            continue;
        }
        for event in uncovered(model, &found) {
            findings.insert(diagnosis(model, &found, event));
        }
    }
    findings.into_iter().collect()
}

/// Whether a check runs for an event, and fails the pipeline when it fails.
pub(super) fn is_effective(model: &Model, occurrence: &Occurrence, event: usize) -> bool {
    let job = &model.jobs[occurrence.place.job];
    let step = &job.steps[occurrence.place.step];
    occurrence.how.is_none()
        && step.runs[event] == Answer::Yes
        && job.ignored[event] == Answer::No
        && step.ignored[event] == Answer::No
}

/// The events for which nothing checks, as indexes; one branch called `main` or `master` is enough.
fn uncovered(model: &Model, found: &[&Occurrence]) -> Vec<usize> {
    let events = |kind: EventKind, branch: &str| -> Vec<usize> {
        let events = model.events.iter().enumerate();
        events
            .filter(|(_, event)| event.kind == kind && event.branch == branch)
            .map(|(index, _)| index)
            .collect()
    };
    let is_started = |event: usize| model.started[event] != Answer::No;
    let is_covered =
        |event: usize| found.iter().any(|occurrence| is_effective(model, occurrence, event));
    // The branch of a pull request is pushed too, if it is in the same repository.
    let is_pushed = ordinary_push(&model.events).is_some_and(is_covered);
    let missing = |kind: EventKind, branch: &str| -> Vec<usize> {
        events(kind, branch).into_iter().filter(|event| !is_covered(*event)).collect()
    };
    let of_pull_requests = |branch: &str| {
        let mut events = missing(EventKind::PullRequestOfFork, branch);
        if !is_pushed {
            events.extend(missing(EventKind::PullRequest, branch));
        }
        events
    };
    let of_pushes = |branch: &str| missing(EventKind::PushToMain, branch);
    let mut uncovered = Vec::new();
    for (kind, missing) in [
        (EventKind::PullRequest, &of_pull_requests as &dyn Fn(&str) -> Vec<usize>),
        (EventKind::PushToMain, &of_pushes),
    ] {
        let starts_branch = |branch: &&str| events(kind, branch).into_iter().any(is_started);
        let branches: Vec<&str> = ["main", "master"].into_iter().filter(starts_branch).collect();
        let mut left_out = branches.iter().filter(|branch| !missing(branch).is_empty());
        // `if: github.ref != 'refs/heads/main'` checks every branch except one of both.
        let is_exception = kind == EventKind::PushToMain && is_pushed;
        // Where nothing starts the pipeline, that is a finding of its own.
        if is_exception || left_out.clone().count() == branches.len() {
            uncovered.extend(left_out.next().into_iter().flat_map(|branch| missing(branch)));
        }
    }
    uncovered
}

/// Why none of the checks counts for an event.
fn diagnosis(model: &Model, found: &[&Occurrence], event: usize) -> Finding {
    let on = model.events[event].occasion();
    let runs = |occurrence: &&&Occurrence| {
        let step = &model.jobs[occurrence.place.job].steps[occurrence.place.step];
        step.runs[event]
    };
    let condition = |occurrence: &Occurrence| {
        let job = &model.jobs[occurrence.place.job];
        let step = &job.steps[occurrence.place.step];
        match (&job.condition, &step.condition) {
            (Some(job), Some(step)) => Some(format!("{} && {}", job.trim(), step.trim())),
            (job, step) => job.clone().or_else(|| step.clone()),
        }
    };
    let may_run: Vec<&&Occurrence> =
        found.iter().filter(|occurrence| runs(occurrence) != Answer::No).collect();
    let Some(first) = may_run.first() else {
        let first = found[0];
        let condition = condition(first);
        return Finding::new(first.line, Reason::Skipped { check: first.check, on, condition });
    };
    let is_ignored = |occurrence: &Occurrence| {
        let job = &model.jobs[occurrence.place.job];
        let step = &job.steps[occurrence.place.step];
        let by_option = (job.ignored[event] != Answer::No || step.ignored[event] != Answer::No)
            .then_some(match model.platform {
                Platform::GitHub => Ignored::ContinueOnError,
                Platform::GitLab => Ignored::AllowFailure,
            });
        occurrence.how.clone().or(by_option)
    };
    let uncertain = may_run.iter().find(|occurrence| is_ignored(occurrence).is_none());
    if let Some(uncertain) = uncertain {
        let job = &model.jobs[uncertain.place.job];
        let reason = match &job.path_filter {
            Some(filter) => Reason::PathFilter(filter.clone()),
            None => {
                let condition = condition(uncertain);
                Reason::Uncertain { check: uncertain.check, on, condition }
            }
        };
        return Finding::new(uncertain.line, reason);
    }
    let how = is_ignored(first).unwrap_or(Ignored::ContinueOnError);
    Finding::new(first.line, Reason::FailureIgnored { check: first.check, how })
}
