//! Judges a short history by trying every order in which its requests may have taken effect.
//!
//! A request takes effect once between sending and response; one with an unknown outcome at any time after
//! sending, or never. Each order is run against a plain record of what was shown, one request after the
//! other. A line of the contract is broken when it is broken in every order. It shares nothing with the
//! crate but the form of a history.

mod alone;
mod run;

use std::collections::BTreeSet;

use history::{History, Operation, Outcome, Request, Subject};

use run::Run;

/// The names of the broken invariants, each with what it is about.
pub fn found(history: &History) -> BTreeSet<(&'static str, Subject)> {
    let known = alone::Known::of(history);
    let taking_effect: Vec<&Operation> = history
        .operations()
        .iter()
        .filter(|one| !is_unknown(one) || one.request.changes_loans())
        .collect();
    let mut always: Option<BTreeSet<(&'static str, Subject)>> = None;
    each_order(&taking_effect, &mut Vec::new(), &mut |order| {
        let broken = Run::of(&known, order);
        match &mut always {
            Some(always) => always.retain(|one| broken.contains(one)),
            None => always = Some(broken),
        }
        always.as_ref().is_some_and(|always| !always.is_empty())
    });
    let mut found = always.unwrap_or_default();
    found.extend(alone::found(history, &known));
    found
}

pub fn is_unknown(operation: &Operation) -> bool {
    matches!(operation.outcome, Outcome::Unknown(_))
}

/// Calls `run` with each order, as long as it wants more; whether it does.
fn each_order<'h>(
    left: &[&'h Operation],
    order: &mut Vec<&'h Operation>,
    run: &mut impl FnMut(&[&'h Operation]) -> bool,
) -> bool {
    if left.iter().all(|one| is_unknown(one)) {
        return run(order);
    }
    for (at, next) in left.iter().enumerate() {
        let has_ended_before =
            |other: &&&Operation| !is_unknown(other) && other.received < next.sent;
        if left.iter().any(|other| has_ended_before(&other)) {
            continue;
        }
        let mut rest = left.to_vec();
        rest.remove(at);
        order.push(next);
        let goes_on = each_order(&rest, order, run);
        order.pop();
        if !goes_on {
            return false;
        }
    }
    true
}

/// Member and book of a borrow, and its key.
pub fn borrow(operation: &Operation) -> Option<(&history::Id, &history::Id, &history::Id)> {
    match &operation.request {
        Request::Borrow { key, member, book } => Some((key, member, book)),
        _ => None,
    }
}
