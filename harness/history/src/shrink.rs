//! The shortest part of a history that shows a violation.

use std::collections::BTreeSet;

use crate::event::Occurrence;
use crate::facts::Facts;
use crate::history::History;
use crate::limits::{MAX_CONTEXT, MAX_TRIALS};
use crate::moment::Moment;
use crate::operation::{Answer, Id, Operation, Outcome, Request};
use crate::violation::{Invariant, Violation};

/// The part of `history` that is needed to see this violation of `invariant`, and the last faults before it.
///
/// The same violation is found in the part, with the same message and witnesses, so what it tells is true of
/// the whole history: a loan does not look open because its return was left out.
pub fn shrink(history: &History, invariant: &Invariant, violation: &Violation) -> History {
    let shows = |part: &History| {
        invariant.violations(&Facts::of(part)).iter().any(|found| found == violation)
    };
    let mut trials = Trials { history, shows: &shows, left: MAX_TRIALS };
    let witnesses: BTreeSet<usize> = violation.witnesses.iter().copied().collect();
    let events: Vec<Moment> = history.events().iter().map(|event| event.moment).collect();
    let every: Vec<usize> = history.operations().iter().map(|one| one.number).collect();
    let start = [Vec::new(), related(history, &witnesses), every]
        .into_iter()
        .find(|more| trials.shows(&witnesses, more, &events));
    let Some(more) = start else { return history.clone() };
    let more = minimal(more, |more| trials.shows(&witnesses, more, &events));
    let mut events = minimal(events, |events| trials.shows(&witnesses, &more, events));
    for event in context(history, violation) {
        let mut with = events.clone();
        with.push(event);
        if trials.shows(&witnesses, &more, &with) {
            events = with;
        }
    }
    part(history, &witnesses, &more, &events)
}

/// Checks parts of a history, a bounded number of times.
struct Trials<'a> {
    history: &'a History,
    shows: &'a dyn Fn(&History) -> bool,
    left: usize,
}

impl Trials<'_> {
    fn shows(&mut self, witnesses: &BTreeSet<usize>, more: &[usize], events: &[Moment]) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return false };
        self.left = left;
        (self.shows)(&part(self.history, witnesses, more, events))
    }
}

fn part(
    history: &History,
    witnesses: &BTreeSet<usize>,
    more: &[usize],
    events: &[Moment],
) -> History {
    let more: BTreeSet<usize> = more.iter().copied().collect();
    let events: BTreeSet<Moment> = events.iter().copied().collect();
    history.part(
        |one| witnesses.contains(&one.number) || more.contains(&one.number),
        |one| events.contains(&one.moment),
    )
}

/// As few of these as still show it: removes ever smaller chunks (Zeller and Hildebrandt, "Simplifying and
/// isolating failure-inducing input", 2002).
fn minimal<T: Clone>(mut items: Vec<T>, mut shows: impl FnMut(&[T]) -> bool) -> Vec<T> {
    let mut size = items.len();
    while size > 0 {
        let mut from = 0;
        while from < items.len() {
            let mut without = items.clone();
            without.drain(from..(from + size).min(items.len()));
            if shows(&without) {
                items = without;
            } else {
                from += size;
            }
        }
        size /= 2;
    }
    items
}

/// The operations about what the witnesses name.
fn related(history: &History, witnesses: &BTreeSet<usize>) -> Vec<usize> {
    let mut named: BTreeSet<&Id> = BTreeSet::new();
    for operation in history.operations().iter().filter(|one| witnesses.contains(&one.number)) {
        named.extend(names(operation));
    }
    let is_about = |one: &&Operation| names(one).iter().any(|id| named.contains(id));
    history.operations().iter().filter(is_about).map(|one| one.number).collect()
}

fn names(operation: &Operation) -> Vec<&Id> {
    let mut names: Vec<&Id> = match &operation.request {
        Request::AddBook { .. } | Request::AddMember => Vec::new(),
        Request::ReadBook { book } => vec![book],
        Request::ReadMember { member }
        | Request::DeleteMember { member }
        | Request::ListLoans { member } => vec![member],
        Request::Borrow { key, member, book } => vec![key, member, book],
        Request::ReadLoan { loan } | Request::Return { loan } => vec![loan],
    };
    match &operation.outcome {
        Outcome::Done(Answer::Book(book)) => names.push(&book.id),
        Outcome::Done(Answer::Member(member)) => names.push(member),
        _ => names.extend(operation.shown().iter().map(|loan| &loan.id)),
    }
    names
}

/// The last faults between the witnesses, which may explain the violation without being needed to see it.
fn context(history: &History, violation: &Violation) -> Vec<Moment> {
    let is_setup =
        |one: &&Operation| matches!(one.request, Request::AddBook { .. } | Request::AddMember);
    let witnesses = || {
        let is_witness = |one: &&Operation| violation.witnesses.binary_search(&one.number).is_ok();
        history.operations().iter().filter(is_witness)
    };
    let first = witnesses().find(|one| !is_setup(one)).map(|one| one.sent);
    let last = witnesses().map(|one| one.received).max();
    let is_between = |one: &&Occurrence| Some(one.moment) > first && Some(one.moment) < last;
    let faults = history.events().iter().filter(|one| one.event.is_disturbance());
    faults.rev().filter(is_between).take(MAX_CONTEXT).map(|one| one.moment).collect()
}
