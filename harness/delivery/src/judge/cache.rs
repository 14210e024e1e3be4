//! The cache of the dependencies of the tests.

use crate::finding::{Check, Finding, Reason};
use crate::judge::checks::is_effective;
use crate::judge::occurrences::{Occurrence, Occurrences};
use crate::model::Model;

/// One of the jobs with tests that count must cache something.
pub(super) fn findings(model: &Model, occurrences: &Occurrences) -> Vec<Finding> {
    let tests: Vec<&Occurrence> =
        occurrences.checks.iter().filter(|found| found.check == Check::Test).collect();
    let counts = |occurrence: &&&Occurrence| {
        (0..model.events.len()).any(|event| is_effective(model, occurrence, event))
    };
    let mut counting: Vec<&Occurrence> = tests.iter().filter(counts).copied().collect();
    if counting.is_empty() {
        counting = tests;
    }
    // What is cached after the tests comes too late for them.
    let is_cached = counting.iter().any(|occurrence| {
        let from = model.jobs[occurrence.place.job].caches_from;
        from.is_some_and(|step| step <= occurrence.place.step)
    });
    match counting.first() {
        Some(occurrence) if !is_cached => {
            let job = &model.jobs[occurrence.place.job];
            vec![Finding::new(job.line, Reason::NoCache { job: job.id.clone() })]
        }
        _ => Vec::new(),
    }
}
