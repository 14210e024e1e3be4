//! One key gives one loan, and every loan has its request.

use std::collections::BTreeMap;

use crate::facts::{Borrow, Facts, KeyFacts};
use crate::messages::violations as messages;
use crate::moment::Moment;
use crate::operation::{Id, Operation};
use crate::violation::{Invariant, Subject, Violation};

/// A key that was answered by 201 gives the same loan whenever it is sent again, and no other request has
/// it. After an unknown outcome, other content under a key that is not bound yet is not judged.
pub const KEYS: Invariant = Invariant { name: "keys", find: keys };

/// A loan is shown only after somebody has asked for it, and one request makes one loan.
pub const ASKED: Invariant = Invariant { name: "asked", find: asked };

fn keys(facts: &Facts<'_>) -> Vec<Violation> {
    let judged = facts.keys.iter().filter(|(_, key)| !key.is_racing);
    judged.filter_map(|(id, key)| Judged::of(key).violation(id, key)).collect()
}

/// What is judged of a key.
#[derive(Default)]
struct Judged<'h> {
    /// The first request with an unknown outcome before the key was bound, and the first one of those with
    /// other content.
    unknown: [Option<Borrow<'h>>; 2],
    /// The requests that were answered by 201, with their loans, in the order of arrival.
    confirmed: Vec<(Borrow<'h>, &'h Id)>,
}

impl<'h> Judged<'h> {
    /// Takes unknown outcomes as early and confirmations as late as they may have been.
    fn of(key: &KeyFacts<'h>) -> Self {
        let mut in_turn: Vec<(Moment, &Borrow<'_>)> = key
            .borrows
            .iter()
            .map(|one| (if one.by.is_unknown() { one.by.sent } else { one.by.received }, one))
            .collect();
        in_turn.sort_by_key(|(moment, _)| *moment);
        let mut judged = Self::default();
        for (_, borrow) in in_turn {
            if borrow.by.is_unknown() {
                judged.add_unknown(*borrow);
            } else if let Some(loan) = borrow.by.shown().first()
                && !judged.is_free(borrow)
            {
                judged.confirmed.push((*borrow, &loan.id));
            }
        }
        judged
    }

    fn add_unknown(&mut self, borrow: Borrow<'h>) {
        match &mut self.unknown {
            _ if !self.confirmed.is_empty() => {}
            [first @ None, _] => *first = Some(borrow),
            [Some(first), other @ None] if !first.has_content_of(&borrow) => *other = Some(borrow),
            _ => {}
        }
    }

    /// Whether other content than that of `borrow` may have had an unknown outcome before it.
    fn is_free(&self, borrow: &Borrow<'_>) -> bool {
        let mut other = self.unknown.iter().flatten().filter(|one| !one.has_content_of(borrow));
        other.any(|one| one.by.sent < borrow.by.received)
    }

    fn violation(&self, id: &Id, key: &KeyFacts<'_>) -> Option<Violation> {
        let (first, loan) = *self.confirmed.first()?;
        let subject = Subject::Key(id.clone());
        let another =
            |(borrow, other): &&(Borrow<'_>, &Id)| *other != loan || !borrow.has_content_of(&first);
        if let Some((second, other)) = self.confirmed.iter().find(another) {
            let message = match first.has_content_of(second) {
                true => messages::two_loans(id.to_string(), loan.to_string(), other.to_string()),
                false => messages::other_content(id.to_string(), loan.to_string()),
            };
            return Some(KEYS.violated(subject, message, [first.by, second.by]));
        }
        let mut again = key.borrows.iter().filter(|borrow| {
            borrow.has_content_of(&first) && first.by.precedes(borrow.by) && !self.is_free(borrow)
        });
        let refused = again.find(|borrow| borrow.by.refusal().is_some())?;
        let status = refused.by.refusal()?.to_string();
        let message = messages::refused_again(id.to_string(), loan.to_string(), status);
        Some(KEYS.violated(subject, message, [first.by, refused.by]))
    }
}

fn asked(facts: &Facts<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut unconfirmed: BTreeMap<(&Id, &Id), Vec<&Operation>> = BTreeMap::new();
    for (id, loan) in facts.loans.iter().filter(|(_, loan)| loan.is_judged) {
        let first = loan.shown[0].by;
        let Some((asked, _)) = loan.creation(facts) else {
            unconfirmed.entry((loan.member, loan.book)).or_default().push(first);
            continue;
        };
        if first.received < asked.sent {
            let message = messages::shown_before(id.to_string());
            found.push(ASKED.violated(Subject::Loan((*id).clone()), message, [first, asked]));
        }
    }
    for ((member, book), mut shown) in unconfirmed {
        shown.sort_by_key(|one| one.received);
        let possible = unconfirmed_requests(facts, member, book);
        let before = |moment: Moment| possible.partition_point(|sent| *sent < moment);
        let Some(excess) = shown.iter().enumerate().find(|(at, one)| before(one.received) <= *at)
        else {
            continue;
        };
        let until = excess.1.received;
        let subject = Subject::Loans { member: member.clone(), book: book.clone() };
        let message = messages::nobody_asked(
            book.to_string(),
            member.to_string(),
            excess.0 + 1,
            before(until),
        );
        let requests = facts.members[member].borrows.iter();
        let requests = requests.filter(|one| one.book == book && one.by.refusal().is_none());
        let requests = requests.map(|one| one.by).filter(|one| one.sent < until);
        let shown = shown.iter().take(excess.0 + 1).copied();
        found.push(ASKED.violated(subject, message, requests.chain(shown)));
    }
    found
}

/// When each key that may have made an unconfirmed loan was first sent, in the order of time.
fn unconfirmed_requests(facts: &Facts<'_>, member: &Id, book: &Id) -> Vec<Moment> {
    let requests = facts.members[member].borrows.iter().filter(|one| one.book == book);
    let mut by_key: BTreeMap<&Id, (Option<Moment>, bool)> = BTreeMap::new();
    for borrow in requests {
        let (first, is_confirmed) = by_key.entry(borrow.key).or_default();
        *is_confirmed |= borrow.by.is_done();
        if borrow.by.is_unknown() {
            first.get_or_insert(borrow.by.sent);
        }
    }
    let unconfirmed = by_key.into_values().filter(|(_, is_confirmed)| !is_confirmed);
    let mut sent: Vec<Moment> = unconfirmed.filter_map(|(first, _)| first).collect();
    sent.sort_unstable();
    sent
}
