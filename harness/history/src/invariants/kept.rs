//! What was answered by 2xx is not lost.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{Facts, LoanFacts, MemberFacts};
use crate::messages::violations as messages;
use crate::moment::Moment;
use crate::operation::{Id, Operation, Request, State};
use crate::violation::{Invariant, Subject, Violation};

/// What a response has shown is found ever after: by its id, and a loan in the list of its member too.
pub const KEPT: Invariant = Invariant { name: "kept", find: kept };

/// A loan is `rendu` from its acknowledged return on, and only once its return was asked for.
pub const RETURNED: Invariant = Invariant { name: "returned", find: returned };

fn kept(facts: &Facts<'_>) -> Vec<Violation> {
    let mut lost: BTreeMap<Subject, (&Id, &Operation, &Operation)> = BTreeMap::new();
    for (id, loan) in facts.loans.iter().filter(|(_, loan)| loan.is_judged) {
        let shown = loan.shown[0].by;
        if let Some(absent) = loan.absent.iter().find(|absent| shown.precedes(absent)) {
            lost.insert(Subject::Loan((*id).clone()), (*id, shown, *absent));
        }
    }
    for (id, book) in &facts.books {
        let Some((shown, _)) = book.shown.first() else { continue };
        if let Some(absent) = book.absent.iter().find(|absent| shown.precedes(absent)) {
            lost.insert(Subject::Book((*id).clone()), (*id, *shown, *absent));
        }
    }
    for (id, member) in &facts.members {
        for (loan, shown, list) in missing_in_lists(facts, id, member) {
            lost.entry(Subject::Loan(loan.clone())).or_insert((loan, shown, list));
        }
        let Some(shown) = member.shown.first() else { continue };
        let deleted = |absent: &Operation| {
            member.deletions.first().is_some_and(|first| first.sent < absent.received)
        };
        let mut lost_reads = member.absent.iter().filter(|absent| !deleted(absent));
        if let Some(absent) = lost_reads.find(|absent| shown.precedes(absent)) {
            lost.insert(Subject::Member((*id).clone()), (*id, *shown, *absent));
        }
    }
    let violation = |(subject, (id, shown, absent)): (Subject, (&Id, &Operation, &Operation))| {
        let message = match (&subject, &absent.request) {
            (Subject::Loan(_), Request::ListLoans { .. }) => messages::not_listed(id.to_string()),
            (Subject::Loan(_), _) => messages::lost_loan(id.to_string()),
            (Subject::Book(_), _) => messages::lost_book(id.to_string()),
            _ => messages::lost_member(id.to_string()),
        };
        KEPT.violated(subject, message, [shown, absent])
    };
    lost.into_iter().map(violation).collect()
}

/// The loans that a list of their member lacks: with the response that shows each, and the list.
fn missing_in_lists<'h>(
    facts: &Facts<'h>,
    id: &Id,
    member: &MemberFacts<'h>,
) -> Vec<(&'h Id, &'h Operation, &'h Operation)> {
    let loans = member.loans.iter().filter(|loan| facts.loans[*loan].is_judged);
    let mut known: Vec<(Moment, &Id)> =
        loans.map(|loan| (facts.loans[loan].shown[0].by.received, *loan)).collect();
    let mut missing = Vec::new();
    let mut reported = BTreeSet::new();
    let deleted = member.deletions.first().map_or(Moment::NEVER, |first| first.sent);
    // A deleted member may have no loans at all.
    for list in member.lists.iter().filter(|list| list.received < deleted) {
        let listed: BTreeSet<&Id> = list.shown().iter().map(|loan| &loan.id).collect();
        let expected = known.partition_point(|(moment, _)| *moment < list.sent);
        let is_expected = |listed: &Id| {
            let loan = &facts.loans[listed];
            let is_his = loan.is_judged && loan.member == id && !reported.contains(listed);
            is_his && loan.shown[0].by.precedes(list)
        };
        if listed.iter().filter(|listed| is_expected(listed)).count() >= expected {
            continue;
        }
        // Reported once: later lists are compared without it.
        known.retain(|(moment, loan)| {
            let is_missing = *moment < list.sent && !listed.contains(loan);
            if is_missing {
                reported.insert(*loan);
                missing.push((*loan, facts.loans[loan].shown[0].by, *list));
            }
            !is_missing
        });
    }
    missing
}

fn returned(facts: &Facts<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, loan) in facts.loans.iter().filter(|(_, loan)| loan.is_judged) {
        let subject = || Subject::Loan((*id).clone());
        if let Some((returned, open)) = open_again(loan) {
            let message = messages::open_again(id.to_string());
            found.push(RETURNED.violated(subject(), message, [loan.shown[0].by, returned, open]));
        } else if let Some(early) = returned_by_nobody(loan) {
            let message = messages::returned_by_nobody(id.to_string());
            found.push(RETURNED.violated(subject(), message, [loan.shown[0].by, early]));
        }
    }
    found
}

/// The response that shows it returned, and a later one, or the same, that shows it open.
fn open_again<'h>(loan: &LoanFacts<'h>) -> Option<(&'h Operation, &'h Operation)> {
    let both = loan
        .shown
        .windows(2)
        .find(|two| two[0].by.number == two[1].by.number && two[0].loan.state != two[1].loan.state);
    if let Some([both, ..]) = both {
        return Some((both.by, both.by));
    }
    let open = loan.shown.iter().filter(|shown| shown.loan.state == State::Open);
    let open: Vec<&Operation> = open.map(|shown| shown.by).collect();
    if let Some(own) = open.iter().find(|by| matches!(by.request, Request::Return { .. })) {
        return Some((own, own));
    }
    let done = loan.returns.iter().copied().filter(|one| one.is_done());
    let shown = loan.shown.iter().filter(|shown| shown.loan.state == State::Returned);
    let first = done.chain(shown.map(|shown| shown.by)).min_by_key(|one| one.received)?;
    open.into_iter().find(|open| first.precedes(open)).map(|open| (first, open))
}

/// A response that shows it returned before anybody asked for that.
fn returned_by_nobody<'h>(loan: &LoanFacts<'h>) -> Option<&'h Operation> {
    let asked = loan.returns.iter().find(|one| one.refusal().is_none());
    let asked = asked.map_or(Moment::NEVER, |one| one.sent);
    let returned = |state| state == State::Returned;
    let mut shown = loan.shown.iter().filter(|shown| returned(shown.loan.state));
    shown.find(|shown| shown.by.received < asked).map(|shown| shown.by)
}
