//! How many loans may be open at the same time.

use texts::Message;

use crate::facts::{Facts, Shown};
use crate::interval::first_above;
use crate::messages::violations as messages;
use crate::operation::{Id, Request};
use crate::violation::{Invariant, Subject, Violation};

/// Loans that a member may have open at the same time.
pub const MAX_OPEN: usize = 3;

/// Never are more loans of a book open for certain than it has copies.
pub const COPIES: Invariant = Invariant { name: "copies", find: copies };

/// Never are more than three loans of a member open for certain.
pub const LIMIT: Invariant = Invariant { name: "limit", find: limit };

fn copies(facts: &Facts<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, book) in &facts.books {
        let Some(copies) = book.copies else { continue };
        let limit = usize::try_from(copies).unwrap_or(0);
        let Some(open) = first_above(open(facts, &book.loans), limit) else { continue };
        let added = book.shown.iter().map(|(operation, _)| *operation);
        let added = added.filter(|one| matches!(one.request, Request::AddBook { .. }));
        let message = messages::copies(id.to_string(), limit, open.len(), names(&open));
        let witnesses = added.chain(open.iter().map(|shown| shown.by));
        found.push(COPIES.violated(Subject::Book((*id).clone()), message, witnesses));
    }
    found
}

fn limit(facts: &Facts<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, member) in &facts.members {
        let Some(open) = first_above(open(facts, &member.loans), MAX_OPEN) else { continue };
        let message = messages::limit(id.to_string(), open.len(), names(&open));
        let witnesses = open.iter().map(|shown| shown.by);
        found.push(LIMIT.violated(Subject::Member((*id).clone()), message, witnesses));
    }
    found
}

/// When each of these loans is open for certain.
fn open<'f, 'h>(
    facts: &'f Facts<'h>,
    loans: &'f [&'h Id],
) -> impl Iterator<Item = crate::interval::Interval<Shown<'h>>> + 'f {
    let judged = loans.iter().map(|id| &facts.loans[id]).filter(|loan| loan.is_judged);
    judged.filter_map(|loan| loan.certainly_open())
}

/// The ids of loans.
fn names(loans: &[Shown<'_>]) -> Message {
    let names = loans.iter().map(|shown| Message::verbatim(shown.loan.id.to_string()));
    Message::joined(names.collect(), ", ")
}
