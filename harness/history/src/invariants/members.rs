//! Members who are deleted, and what nobody knows.

use std::collections::BTreeMap;

use crate::facts::{Borrow, Facts, MemberFacts};
use crate::interval::covering;
use crate::messages::violations as messages;
use crate::operation::{Id, Operation, Request};
use crate::violation::{Invariant, Subject, Violation};

/// A member with an open loan is not deleted.
pub const DELETION: Invariant = Invariant { name: "deletion", find: deletion };

/// A deleted member is not found again, and does not borrow.
pub const DELETED: Invariant = Invariant { name: "deleted", find: deleted };

/// A borrow is answered by 422 only for an unknown member or book, or when its key belongs to another one.
pub const KNOWN: Invariant = Invariant { name: "known", find: known };

fn deletion(facts: &Facts<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, member) in &facts.members {
        for deletion in member.deletions.iter().filter(|one| one.is_done()) {
            let loans = member.loans.iter().map(|loan| &facts.loans[loan]);
            let open = loans.filter(|loan| loan.is_judged).filter_map(|loan| loan.certainly_open());
            let Some(open) = covering(open, deletion.sent, deletion.received) else { continue };
            let message = messages::deletion(id.to_string());
            let witnesses = open.iter().map(|shown| shown.by).chain([*deletion]);
            found.push(DELETION.violated(Subject::Operation(deletion.number), message, witnesses));
        }
    }
    found
}

fn deleted(facts: &Facts<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, member) in &facts.members {
        let done = member.deletions.iter().filter(|one| one.is_done());
        let Some(deletion) = done.min_by_key(|one| one.received) else { continue };
        let is_read = |one: &&&Operation| matches!(one.request, Request::ReadMember { .. });
        let mut reads = member.shown.iter().filter(is_read);
        if let Some(read) = reads.find(|read| deletion.precedes(read)) {
            let message = messages::found_again(id.to_string());
            let witnesses = [*deletion, *read];
            found.push(DELETED.violated(Subject::Member((*id).clone()), message, witnesses));
        }
        for borrow in new_loans_after(facts, member, deletion) {
            let message = messages::borrows_deleted(id.to_string());
            let witnesses = [*deletion, borrow.by];
            found.push(DELETED.violated(Subject::Key(borrow.key.clone()), message, witnesses));
        }
    }
    found
}

/// For each key that was first sent after the deletion and answered by 201, that request.
fn new_loans_after<'h>(
    facts: &Facts<'h>,
    member: &MemberFacts<'h>,
    deletion: &Operation,
) -> Vec<Borrow<'h>> {
    let mut by_key: BTreeMap<&Id, Vec<Borrow<'_>>> = BTreeMap::new();
    for borrow in member.borrows.iter().filter(|one| one.by.refusal().is_none()) {
        by_key.entry(borrow.key).or_default().push(*borrow);
    }
    by_key.retain(|key, borrows| !facts.keys[key].is_racing && deletion.precedes(borrows[0].by));
    let confirmed = |borrows: Vec<Borrow<'h>>| borrows.into_iter().find(|one| one.by.is_done());
    by_key.into_values().filter_map(confirmed).collect()
}

fn known(facts: &Facts<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for borrow in facts.keys.values().flat_map(|key| &key.borrows) {
        if borrow.by.refusal() != Some(422) || facts.keys[borrow.key].may_hold_other(borrow) {
            continue;
        }
        let Some([book, member]) = facts.certainly_known(borrow) else { continue };
        let message = messages::known(borrow.member.to_string(), borrow.book.to_string());
        let witnesses = [book, member, borrow.by];
        found.push(KNOWN.violated(Subject::Operation(borrow.by.number), message, witnesses));
    }
    found
}
