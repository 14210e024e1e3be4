//! Without faults, whoever can borrow borrows.

use std::collections::BTreeMap;

use crate::facts::{Borrow, Facts, KeyFacts};
use crate::limits::MAX_VIOLATIONS;
use crate::messages::violations as messages;
use crate::moment::Moment;
use crate::operation::{Id, Operation};
use crate::violation::{Invariant, Subject, Violation};

use super::loans::MAX_OPEN;

/// While no fault disturbs the services, a borrow fails only when as many others as there are copies, or
/// three loans of its member, may hold what it needs.
pub const SERVED: Invariant = Invariant { name: "served", find: served };

fn served(facts: &Facts<'_>) -> Vec<Violation> {
    let holders = Holders::of(facts);
    let failed = facts.keys.values().flat_map(|key| failed(key).map(move |borrow| (key, borrow)));
    let mut found = Vec::new();
    for (key, borrow) in failed {
        if !facts.periods.is_undisturbed(borrow.by) || key.may_hold_other(borrow) {
            continue;
        }
        let Some([book, member]) = facts.certainly_known(borrow) else { continue };
        let Some(copies) = facts.books[borrow.book].copies else { continue };
        let copies = usize::try_from(copies).unwrap_or(0);
        let Some(others) = holders.too_few(facts, borrow, copies) else { continue };
        let message = messages::served(borrow.book.to_string(), copies, others.len());
        let witnesses = others.into_iter().chain([book, member, borrow.by]);
        found.push(SERVED.violated(Subject::Operation(borrow.by.number), message, witnesses));
        if found.len() == MAX_VIOLATIONS {
            break;
        }
    }
    found
}

/// The requests of a key that were refused because no copy or no place was left, and those that got no
/// answer, if no other with the key was answered by 201.
fn failed<'f, 'h>(key: &'f KeyFacts<'h>) -> impl Iterator<Item = &'f Borrow<'h>> {
    let is_confirmed = key.borrows.iter().any(|one| one.by.is_done());
    key.borrows.iter().filter(move |one| match one.by.refusal() {
        Some(status) => status != 422,
        None => one.by.is_unknown() && !is_confirmed,
    })
}

/// Who may hold a copy or a place: the requests for a book, and those of a member.
struct Holders<'h> {
    of_book: BTreeMap<&'h Id, Vec<Holder<'h>>>,
    of_member: BTreeMap<&'h Id, Vec<Holder<'h>>>,
    /// by book, those that were refused because of their member, and may have held a copy for a while
    without_place: BTreeMap<&'h Id, Vec<Borrow<'h>>>,
    /// by member, those that were refused because of their book, and may have held a place for a while
    without_copy: BTreeMap<&'h Id, Vec<Borrow<'h>>>,
}

/// The requests with one key for one book, or of one member.
#[derive(Clone, Copy)]
struct Holder<'h> {
    key: &'h Id,
    /// the first of them that was not refused
    first: &'h Operation,
    /// whether one of them was answered by 201
    is_confirmed: bool,
    /// from when on it certainly holds nothing
    until: Moment,
}

impl<'h> Holders<'h> {
    fn of(facts: &Facts<'h>) -> Self {
        // A copy may be freed some time after the return.
        let freed = |returned: Moment| facts.periods.settled_after(returned);
        let of_book =
            facts.books.iter().map(|(id, book)| (*id, by_key(facts, &book.borrows, freed)));
        let of_member =
            facts.members.iter().map(|(id, member)| (*id, by_key(facts, &member.borrows, Some)));
        let (of_book, of_member) = (of_book.collect(), of_member.collect());
        let (without_place, without_copy) = (BTreeMap::new(), BTreeMap::new());
        let mut holders = Self { of_book, of_member, without_place, without_copy };
        holders.add_refused(facts);
        holders
    }

    fn add_refused(&mut self, facts: &Facts<'h>) {
        let borrows = facts.keys.values().flat_map(|key| &key.borrows);
        for borrow in borrows.filter(|one| one.by.refusal().is_some()) {
            let places = possible(&self.of_member[borrow.member], borrow, MAX_OPEN);
            if places.len() >= MAX_OPEN {
                self.without_place.entry(borrow.book).or_default().push(*borrow);
            }
            let copies = facts.books[borrow.book].copies;
            let copies = copies.and_then(|copies| usize::try_from(copies).ok());
            let is_taken = |copies: usize| {
                possible(&self.of_book[borrow.book], borrow, copies).len() >= copies
            };
            if copies.is_none_or(is_taken) {
                self.without_copy.entry(borrow.member).or_default().push(*borrow);
            }
        }
    }

    /// Those that may hold a copy during a borrow, if nothing explains that it failed.
    fn too_few(
        &self,
        facts: &Facts<'h>,
        borrow: &Borrow<'h>,
        copies: usize,
    ) -> Option<Vec<&'h Operation>> {
        let places = possible(&self.of_member[borrow.member], borrow, MAX_OPEN);
        let holders = possible(&self.of_book[borrow.book], borrow, copies);
        if places.len() >= MAX_OPEN || holders.len() >= copies {
            return None;
        }
        let meanwhile = |one: &&Borrow<'h>| {
            let is_over = facts.periods.settled_after(one.by.received);
            one.by.number != borrow.by.number
                && one.by.sent < borrow.by.received
                && is_over.is_none_or(|over| over > borrow.by.sent)
        };
        let without_place = self.without_place.get(borrow.book).into_iter().flatten();
        let without_copy = self.without_copy.get(borrow.member).into_iter().flatten();
        let copies_left = copies - holders.len();
        let places_left = MAX_OPEN - places.len();
        let is_explained = without_place.filter(meanwhile).take(copies_left).count() == copies_left
            || without_copy.filter(meanwhile).take(places_left).count() == places_left;
        (!is_explained).then_some(holders)
    }
}

/// Up to `enough` of these that may hold what a borrow needs. One that itself got no answer is excused by
/// those alone that got a 201.
fn possible<'h>(all: &[Holder<'h>], borrow: &Borrow<'h>, enough: usize) -> Vec<&'h Operation> {
    let before = all.partition_point(|one| one.first.sent < borrow.by.received);
    let before = all[..before].iter().rev();
    let holding = before.filter(|one| {
        one.key != borrow.key
            && one.until > borrow.by.sent
            && (one.is_confirmed || !borrow.by.is_unknown())
    });
    holding.take(enough).map(|one| one.first).collect()
}

/// The requests by key, in the order in which they were first sent. `released` says when a returned loan is
/// over.
fn by_key<'h>(
    facts: &Facts<'h>,
    borrows: &[Borrow<'h>],
    released: impl Fn(Moment) -> Option<Moment>,
) -> Vec<Holder<'h>> {
    let mut holders: BTreeMap<&Id, Holder<'h>> = BTreeMap::new();
    for borrow in borrows.iter().filter(|one| one.by.refusal().is_none()) {
        let first =
            Holder { key: borrow.key, first: borrow.by, is_confirmed: false, until: Moment::NEVER };
        let holder = holders.entry(borrow.key).or_insert(first);
        let Some(loan) = borrow.by.shown().first() else { continue };
        let returns = facts.loans[&loan.id].returns.iter().filter(|one| one.is_done());
        let returned = returns.map(|one| one.received).min();
        let until = returned.and_then(&released).unwrap_or(Moment::NEVER);
        holder.until = match holder.is_confirmed {
            true => holder.until.max(until),
            false => until,
        };
        holder.is_confirmed = true;
    }
    let mut holders: Vec<Holder<'h>> = holders.into_values().collect();
    holders.sort_by_key(|one| one.first.sent);
    holders
}
