//! What responses say about a thing, whenever they say it.

use std::collections::BTreeSet;

use crate::facts::{Facts, LoanFacts, Shown};
use crate::messages::violations as messages;
use crate::operation::{Id, Operation, Request};
use crate::violation::{Invariant, Subject, Violation};

/// An id is never given twice.
pub const IDS: Invariant = Invariant { name: "ids", find: ids };

/// A response is about what was asked for, and a loan keeps its member and its book, a book its copies.
pub const CONTENT: Invariant = Invariant { name: "content", find: content };

fn ids(facts: &Facts<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut given_twice = |subject, id: &Id, by: &[&Operation]| {
        if let [first, second, ..] = by {
            let message = messages::reused(id.to_string());
            found.push(IDS.violated(subject, message, [*first, *second]));
        }
    };
    for (id, book) in &facts.books {
        let added = book.shown.iter().map(|(one, _)| *one);
        let added: Vec<_> =
            added.filter(|one| matches!(one.request, Request::AddBook { .. })).collect();
        given_twice(Subject::Book((*id).clone()), id, &added);
    }
    for (id, member) in &facts.members {
        let added = member.shown.iter().copied();
        let added: Vec<_> = added.filter(|one| one.request == Request::AddMember).collect();
        given_twice(Subject::Member((*id).clone()), id, &added);
    }
    for (id, loan) in facts.loans.iter().filter(|(_, loan)| loan.is_judged) {
        let mut keys = BTreeSet::new();
        let confirmed = loan.shown.iter().map(|shown| shown.by);
        let with_another_key = confirmed
            .filter(|one| matches!(&one.request, Request::Borrow { key, .. } if keys.insert(key)));
        given_twice(Subject::Loan((*id).clone()), id, &with_another_key.collect::<Vec<_>>());
    }
    found
}

fn content(facts: &Facts<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, loan) in facts.loans.iter().filter(|(_, loan)| loan.is_judged) {
        if let Some(wrong) = loan.shown.iter().find(|shown| !is_right(loan, shown)) {
            let message = messages::content(id.to_string());
            let witnesses = [loan.shown[0].by, wrong.by];
            found.push(CONTENT.violated(Subject::Loan((*id).clone()), message, witnesses));
        }
    }
    for (id, book) in &facts.books {
        let Some((first, one)) = book.shown.first() else { continue };
        let wrong = book.shown.iter().find(|(by, book)| {
            let is_other = matches!(&by.request, Request::ReadBook { book } if book != *id);
            is_other || book.copies != one.copies
        });
        if let Some((wrong, _)) = wrong {
            let message = messages::content(id.to_string());
            found.push(CONTENT.violated(Subject::Book((*id).clone()), message, [*first, *wrong]));
        }
    }
    for (id, member) in &facts.members {
        let is_other = |by: &&&Operation| matches!(&by.request, Request::ReadMember { member } if member != *id);
        if let Some(wrong) = member.shown.iter().find(is_other) {
            let message = messages::content(id.to_string());
            found.push(CONTENT.violated(Subject::Member((*id).clone()), message, [*wrong]));
        }
    }
    found
}

/// Whether a response agrees with its request, and with the first response that showed the loan.
fn is_right(facts: &LoanFacts<'_>, shown: &Shown<'_>) -> bool {
    let loan = shown.loan;
    let is_asked = match &shown.by.request {
        Request::Borrow { member, book, .. } => (member, book) == (&loan.member, &loan.book),
        Request::ReadLoan { loan: id } | Request::Return { loan: id } => *id == loan.id,
        Request::ListLoans { member } => *member == loan.member,
        _ => true,
    };
    is_asked && (facts.member, facts.book) == (&loan.member, &loan.book)
}
