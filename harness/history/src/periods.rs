//! When nothing disturbed the services.

use crate::history::History;
use crate::moment::Moment;
use crate::operation::Operation;

/// The times of a history without faults, and those without changes.
#[derive(Debug)]
pub struct Periods {
    /// From the beginning, or from a settled moment, until the next fault.
    undisturbed: Vec<(Option<Moment>, Moment)>,
    /// The settled moments, in the order of time.
    settled: Vec<Moment>,
    /// From a settled moment, with no request under way that changes loans, until the next one is sent, or
    /// the next event.
    pub quiet: Vec<Quiet>,
}

/// A time in which nobody borrowed, and everything had converged.
#[derive(Clone, Copy, Debug)]
pub struct Quiet {
    /// When everything had converged.
    pub from: Moment,
    /// When something changed again.
    pub to: Moment,
}

impl Periods {
    /// Those of a history.
    pub fn of(history: &History) -> Self {
        let (mut undisturbed, mut settled) = (Vec::new(), Vec::new());
        let mut since = Some(None);
        for one in history.events() {
            if !one.event.is_disturbance() {
                settled.push(one.moment);
                since = since.or(Some(Some(one.moment)));
            } else if let Some(since) = since.take() {
                undisturbed.push((since, one.moment));
            }
        }
        undisturbed.extend(since.map(|since| (since, Moment::NEVER)));
        Self { undisturbed, quiet: quiet(history, &settled), settled }
    }

    /// Whether no fault disturbed this operation.
    pub fn is_undisturbed(&self, operation: &Operation) -> bool {
        let mut periods = self.undisturbed.iter();
        periods.any(|(from, to)| *from < Some(operation.sent) && operation.received < *to)
    }

    /// The first settled moment after this one.
    pub fn settled_after(&self, moment: Moment) -> Option<Moment> {
        let at = self.settled.partition_point(|settled| *settled < moment);
        self.settled.get(at).copied()
    }
}

fn quiet(history: &History, settled: &[Moment]) -> Vec<Quiet> {
    let changing = || history.operations().iter().filter(|one| one.request.changes_loans());
    let faults = history.events().iter().filter(|one| one.event.is_disturbance());
    let mut ends: Vec<Moment> = changing().map(|one| one.sent).collect();
    ends.extend(faults.map(|one| one.moment));
    ends.extend(settled);
    ends.sort_unstable();
    let end_after = |from: Moment| {
        let at = ends.partition_point(|end| *end <= from);
        ends.get(at).copied().unwrap_or(Moment::NEVER)
    };
    // For each request in the order of sending, when the last one up to it had ended.
    let mut last_ends: Vec<(Moment, Moment)> = Vec::new();
    for one in changing() {
        let before = last_ends.last().map(|(_, end)| *end);
        last_ends.push((one.sent, before.max(Some(one.received)).unwrap_or(one.received)));
    }
    let is_under_way = |moment: Moment| {
        let sent_before = last_ends.partition_point(|(sent, _)| *sent < moment);
        sent_before.checked_sub(1).is_some_and(|last| last_ends[last].1 > moment)
    };
    let quiet = settled.iter().filter(|moment| !is_under_way(**moment));
    quiet.map(|moment| Quiet { from: *moment, to: end_after(*moment) }).collect()
}
